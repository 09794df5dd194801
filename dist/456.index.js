export const id = 456;
export const ids = [456];
export const modules = {

/***/ 7456:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  countRowsOfFiles: () => (/* binding */ countRowsOfFiles),
  preflight: () => (/* binding */ preflight)
});

// EXTERNAL MODULE: ./errors/checks.js
var checks = __webpack_require__(8192);
// EXTERNAL MODULE: ./steps/limits.js
var limits = __webpack_require__(7533);
// EXTERNAL MODULE: ./words/format.js
var words_format = __webpack_require__(980);
// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
// EXTERNAL MODULE: ./storage/formats.js
var storage_formats = __webpack_require__(5123);
// EXTERNAL MODULE: ./words/job.js
var job = __webpack_require__(9796);
;// CONCATENATED MODULE: ./checks/found.js


function ok(name, text) {
    return { name, result: 'ok', text };
}
function unknown(name, text) {
    return { name, result: 'unknown', text };
}
function failed(name, proof) {
    return { name, result: 'failed', text: proof.text, proof };
}
function refused(name, { refusal, failure }) {
    return unknown(name, `${WHY[refusal] ?? 'Not known'} (${(0,job/* failureWords */.AC)(failure)})`);
}
const WHY = {
    noPermission: 'The credentials may not look at it',
    noCredentials: 'The credentials are not accepted for it',
    noRoute: 'The server has no such route',
    transient: 'No answer came',
    rateLimited: 'The server was too busy to answer',
};
async function kept(name, work) {
    try {
        return ok(name, await work());
    }
    catch (error) {
        if (error instanceof checks/* CheckFailed */.EC)
            return failed(name, error.proof);
        throw error;
    }
}

// EXTERNAL MODULE: ./job/patience.js
var job_patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
;// CONCATENATED MODULE: ./checks/look.js


function look(tools, question) {
    return (0,ask/* ask */.k)(tools, question, { timeout: job_patience/* CALL */.XV, patience: job_patience/* LOOK */.og });
}

;// CONCATENATED MODULE: ./checks/formats.js




const STRANGE_TO = {
    csv: ['2.4'],
    jsonl: ['2.4', '2.5'],
};
async function versionsBy(plane, versions, tools) {
    const listed = await look(tools, options => plane.databases(options));
    if ('answer' in listed)
        return versions.filter(version => version !== '2.4');
    return (0,refusals/* readRefusal */.n)(listed.failure) === 'noRoute' ? ['2.4'] : versions;
}
async function checkFormats(paths, plane, possible, tools) {
    const formats = new Set(paths.map(storage_formats/* formatOf */.be).filter(format => format !== undefined));
    const doubtful = [...formats].filter(format => STRANGE_TO[format]?.some(version => possible.includes(version)));
    if (formats.size === 0)
        return { found: [], versions: possible };
    if (doubtful.length === 0)
        return { found: [ok('formats', `${listed(formats)}, which the server reads`)], versions: possible };
    const versions = plane ? await versionsBy(plane, possible, tools) : possible;
    const found = doubtful.map(format => {
        const refusing = STRANGE_TO[format]?.filter(version => versions.includes(version)) ?? [];
        if (refusing.length === 0)
            return ok('formats', `${(0,storage_formats/* nameOf */.Vb)(format)}, which the server reads`);
        const text = `Milvus ${refusing.join(' and ')} does not read ${(0,storage_formats/* nameOf */.Vb)(format)}`;
        return refusing.length === versions.length
            ? failed('formats', { code: 'FormatUnsupported', text })
            : unknown('formats', `${text}; which version this is, is not known`);
    });
    return { found, versions };
}
function listed(formats) {
    return [...formats].map(storage_formats/* nameOf */.Vb).join(', ');
}

;// CONCATENATED MODULE: ./model/collection.js
const VERSIONS = ['2.4', '2.5', '2.6', '3.0'];
function since(version) {
    return VERSIONS.slice(VERSIONS.indexOf(version));
}

;// CONCATENATED MODULE: ./files/findings.js

function proof(finding) {
    return { finding, refusedBy: VERSIONS };
}
function judge(suspicions, possible) {
    const failed = [];
    const unknown = [];
    for (const { finding, refusedBy } of suspicions) {
        const refusing = possible.filter(version => refusedBy.includes(version));
        if (refusing.length === possible.length)
            failed.push(finding);
        else if (refusing.length > 0)
            unknown.push(`${finding.text} (refused by Milvus ${refusing.join(', ')})`);
    }
    return { failed, unknown };
}
function requiredFields({ fields }) {
    return fields.filter(field => !isGenerated(field) && !field.functionOutput && !field.nullable && !field.hasDefault);
}
function whyForbidden(field, schema) {
    if (isGenerated(field) && !schema.acceptsAutoIds)
        return 'the server generates this key';
    if (field.functionOutput && !schema.acceptsFunctionOutputs)
        return 'a function of the collection fills it';
    return undefined;
}
function isGenerated({ primaryKey, autoId }) {
    return primaryKey && autoId;
}
function fieldText({ type, dim, elementType }) {
    if (dim !== undefined)
        return `${type} of dimension ${dim}`;
    return elementType === undefined ? type : `${type} of ${elementType}`;
}

;// CONCATENATED MODULE: ./files/check-numpy.js


const NO_FORM = ['SparseFloatVector', 'Array'];
function checkHeaders(set, files, schema) {
    const pairs = files.flatMap(file => {
        const field = schema.fields.find(({ name }) => name === file.field);
        return field ? [{ file, field }] : [];
    });
    const missing = requiredFields(schema).filter(field => !files.some(file => file.field === field.name));
    return [
        ...missing.map(field => missingFile(set, field)),
        ...pairs.flatMap(({ file, field }) => checkHeader(file, field, schema)),
        ...checkRows(set, pairs.map(({ file }) => file)),
        ...checkNullable(set, schema),
    ];
}
function missingFile(set, field) {
    const { name, type } = field;
    const text = NO_FORM.includes(type)
        ? `${set} can't be imported: the collection's ${name} is ${type}, which NumPy files can't hold`
        : `${set} has no file ${name}.npy`;
    const found = 'no such file';
    return proof({ kind: 'columnMissing', file: set, column: name, found, wanted: fieldText(field), text });
}
function checkHeader({ name: file, header }, field, schema) {
    const { name } = field;
    const here = { file, column: name, found: header.dtype, wanted: fieldText(field) };
    const why = whyForbidden(field, schema);
    if (why !== undefined) {
        const text = `${file} must not be there: ${why}`;
        return [proof({ ...here, kind: 'columnForbidden', wanted: 'no such file', text })];
    }
    const rule = RULES[field.type];
    if (!rule || header.dtype === '')
        return [];
    const dtype = plainType(header.dtype);
    if (!rule.types.includes(dtype)) {
        const text = `${file} holds ${header.dtype}, the collection's ${name} is ${here.wanted}`;
        return [proof({ ...here, kind: 'type', text })];
    }
    return [...checkShape(file, header, field, rule.lengthOf?.(field.dim, dtype)), ...laterTypes(here, dtype)];
}
const dimOf = (dim) => dim;
const bitsOf = (dim) => dim && dim / 8;
const halfOf = (dim, dtype) => dim && (dtype === 'u1' ? dim * 2 : dim);
const RULES = {
    Bool: { types: ['b1'] },
    Int8: { types: ['i1'] },
    Int16: { types: ['i2'] },
    Int32: { types: ['i4'] },
    Int64: { types: ['i8'] },
    Float: { types: ['f4'] },
    Double: { types: ['f8'] },
    VarChar: { types: ['text'] },
    JSON: { types: ['text'] },
    FloatVector: { types: ['f4', 'f8'], lengthOf: dimOf },
    Int8Vector: { types: ['i1'], lengthOf: dimOf },
    BinaryVector: { types: ['u1'], lengthOf: bitsOf },
    Float16Vector: { types: ['u1', 'f4', 'f8'], lengthOf: halfOf },
    BFloat16Vector: { types: ['u1', 'f4', 'f8'], lengthOf: halfOf },
};
function plainType(dtype) {
    const plain = dtype.replace(/^[<>|=]/, '');
    return /^[USa]\d+$/.test(plain) ? 'text' : plain;
}
function checkShape(file, { shape }, field, length) {
    const isVector = RULES[field.type]?.lengthOf !== undefined;
    if (shape.length === (isVector ? 2 : 1) && (length === undefined || shape[1] === length))
        return [];
    const found = `(${shape.join(', ')})`;
    const wanted = isVector ? `(rows, ${length ?? field.dim})` : '(rows)';
    const { name } = field;
    const text = `${file} has the shape ${found}, the collection's ${name} is ${fieldText(field)} and takes ${wanted}`;
    return [proof({ kind: 'dimension', file, column: name, found, wanted, text })];
}
function laterTypes(here, dtype) {
    if (!/^B?Float16Vector/.test(here.wanted) || dtype === 'u1')
        return [];
    const text = `${here.file} holds ${here.found}, the collection's ${here.column} is ${here.wanted}`;
    const refusedBy = ['2.4', '2.5', '2.6'];
    return [{ finding: { ...here, kind: 'type', text }, refusedBy }];
}
function checkRows(set, files) {
    const [first, ...others] = files;
    const other = others.find(({ header }) => header.rows !== first?.header.rows);
    if (!first || !other || files.some(({ header }) => header.rows === 0))
        return [];
    const found = `${other.header.rows} rows`;
    const wanted = `${first.header.rows} rows`;
    const text = `${set}: ${first.field}.npy has ${wanted}, ${other.field}.npy has ${other.header.rows}`;
    return [proof({ kind: 'unequalRows', file: set, column: other.field, found, wanted, text })];
}
function checkNullable(set, { fields }) {
    const field = fields.find(({ nullable }) => nullable);
    if (!field)
        return [];
    const text = `${set} can't be imported where a field is nullable, as ${field.name} is`;
    const finding = {
        ...{ kind: 'type', file: set, column: field.name },
        ...{ found: 'NumPy files', wanted: 'another format', text },
    };
    return [{ finding, refusedBy: VERSIONS.filter(version => version === '2.5') }];
}

;// CONCATENATED MODULE: ./files/arrow-types.js
function typeText({ name, element, fields }) {
    if (element)
        return `${name}<${typeText(element)}>`;
    if (fields)
        return `${name}<${fields.map(field => `${field.name}: ${typeText(field.type)}`).join(', ')}>`;
    return name;
}
function arrowType(column, origin) {
    const inferred = inferredType(column);
    return origin ? withOrigin(inferred, origin) : inferred;
}
function withOrigin(inferred, origin) {
    if (origin.isDictionary) {
        return inferred.name === 'utf8' || inferred.name === 'binary'
            ? { name: 'dictionary', element: inferred }
            : inferred;
    }
    if (origin.kind === 'largeUtf8')
        return { name: 'large_utf8' };
    if (origin.kind === 'largeBinary')
        return { name: 'large_binary' };
    const [child] = origin.children;
    if (inferred.name === 'list' && inferred.element && child) {
        const element = withOrigin(inferred.element, child);
        if (origin.kind === 'list')
            return { name: 'list', element };
        if (origin.kind === 'fixedSizeList')
            return { name: 'fixed_size_list', element };
    }
    return inferred;
}
function inferredType(column) {
    const { element } = column;
    if (element.repetition_type === 'REPEATED')
        return { name: 'list', element: bareType(column) };
    return bareType(column);
}
function bareType({ element, children }) {
    if (children.length === 0)
        return { name: leafType(element) };
    if (isAnnotated(element, 'LIST'))
        return listType(element, children);
    if (isAnnotated(element, 'MAP') || element.converted_type === 'MAP_KEY_VALUE')
        return { name: 'map' };
    return {
        name: 'struct',
        fields: children.map(child => ({ name: child.element.name, type: inferredType(child) })),
    };
}
function listType({ name }, [repeated, ...more]) {
    if (!repeated || more.length > 0 || repeated.element.repetition_type !== 'REPEATED')
        return { name: 'unknown' };
    const [item, ...others] = repeated.children;
    if (!item)
        return { name: 'list', element: bareType(repeated) };
    const isTuple = ['array', `${name}_tuple`].includes(repeated.element.name);
    const element = others.length > 0 || isTuple ? bareType(repeated) : inferredType(item);
    return { name: 'list', element };
}
function isAnnotated({ converted_type, logical_type }, type) {
    return converted_type === type || logical_type?.type === type;
}
const PLAIN = {
    BOOLEAN: 'bool',
    INT32: 'int32',
    INT64: 'int64',
    INT96: 'timestamp',
    FLOAT: 'float',
    DOUBLE: 'double',
    BYTE_ARRAY: 'binary',
    FIXED_LEN_BYTE_ARRAY: 'fixed_size_binary',
};
const CONVERTED = {
    UTF8: 'utf8',
    DATE: 'date',
    DECIMAL: 'decimal',
    TIME_MILLIS: 'time',
    TIME_MICROS: 'time',
    TIMESTAMP_MILLIS: 'timestamp',
    TIMESTAMP_MICROS: 'timestamp',
    INT_8: 'int8',
    INT_16: 'int16',
    INT_32: 'int32',
    INT_64: 'int64',
    UINT_8: 'uint8',
    UINT_16: 'uint16',
    UINT_32: 'uint32',
    UINT_64: 'uint64',
};
const LOGICAL = {
    STRING: 'utf8',
    DATE: 'date',
    DECIMAL: 'decimal',
    TIME: 'time',
    TIMESTAMP: 'timestamp',
    FLOAT16: 'float16',
    NULL: 'null',
};
function leafType({ type, logical_type, converted_type }) {
    if (logical_type?.type === 'INTEGER') {
        return `${logical_type.isSigned ? '' : 'u'}int${logical_type.bitWidth}`;
    }
    if (logical_type)
        return LOGICAL[logical_type.type] ?? 'unknown';
    if (converted_type)
        return CONVERTED[converted_type] ?? 'unknown';
    return PLAIN[type ?? ''] ?? 'unknown';
}

;// CONCATENATED MODULE: ./files/parquet-types.js

const SIGNED = ['int8', 'int16', 'int32', 'int64'];
const FLOATS = ['float', 'double'];
const SCALARS = {
    Bool: ['bool'],
    Int8: ['int8'],
    Int16: ['int8', 'int16'],
    Int32: ['int8', 'int16', 'int32'],
    Int64: SIGNED,
    Float: [...SIGNED, ...FLOATS],
    Double: [...SIGNED, ...FLOATS],
    VarChar: ['utf8'],
    JSON: ['utf8'],
};
const VECTORS = {
    FloatVector: [...SIGNED, ...FLOATS],
    BinaryVector: ['uint8'],
    Float16Vector: ['uint8'],
    BFloat16Vector: ['uint8'],
    Int8Vector: ['int8'],
};
function isScalar({ type }) {
    return SCALARS[type] !== undefined;
}
const BYTES = ['BinaryVector', 'Float16Vector', 'BFloat16Vector'];
function refusedTypes(type, field) {
    if (isUnknown(type))
        return [];
    if (type.name === 'null')
        return field.nullable || field.hasDefault ? [] : VERSIONS;
    const scalars = SCALARS[field.type];
    if (scalars)
        return scalars.includes(type.name) ? [] : VERSIONS;
    if (field.type === 'Array')
        return refusedArrays(type, field);
    if (field.type === 'SparseFloatVector')
        return refusedSparse(type);
    return VECTORS[field.type] ? refusedVectors(type, field.type) : [];
}
function isUnknown({ name, element }) {
    return name === 'unknown' || (element !== undefined && isUnknown(element));
}
function refusedArrays({ name, element }, { elementType = '' }) {
    if (name === 'fixed_size_list')
        return until('2.5');
    if (name !== 'list' || !element)
        return VERSIONS;
    const accepted = SCALARS[elementType];
    return !accepted || element.name === 'null' || accepted.includes(element.name) ? [] : VERSIONS;
}
function refusedSparse({ name, fields }) {
    if (name === 'utf8')
        return [];
    const isPair = fields?.some(field => field.name === 'indices') && fields.some(field => field.name === 'values');
    return isPair ? until('2.4') : VERSIONS;
}
function refusedVectors({ name, element }, field) {
    if (name === 'binary' && BYTES.includes(field))
        return [];
    if (name === 'fixed_size_binary' && BYTES.includes(field))
        return until('2.6');
    if ((name !== 'list' && name !== 'fixed_size_list') || !element)
        return VERSIONS;
    const isFloat16 = field === 'Float16Vector' || field === 'BFloat16Vector';
    if (isFloat16 && FLOATS.includes(element.name))
        return until('2.6');
    if (!VECTORS[field]?.includes(element.name))
        return VERSIONS;
    return name === 'list' ? [] : until('2.5');
}
function until(last) {
    return VERSIONS.slice(0, VERSIONS.indexOf(last) + 1);
}
function elementsPerVector({ element }, { type, dim }) {
    if (!element || dim === undefined || !VECTORS[type])
        return undefined;
    if (type === 'BinaryVector')
        return dim / 8;
    return BYTES.includes(type) && element.name === 'uint8' ? dim * 2 : dim;
}

;// CONCATENATED MODULE: ./files/check-parquet.js




function checkFooter(file, { columns }, schema) {
    const names = columns.map(({ name }) => name);
    const missing = requiredFields(schema).filter(({ name }) => !names.includes(name));
    return [
        ...missing.map(field => missingColumn(file, field, names)),
        ...columns.flatMap((column, index) => names.indexOf(column.name) === index ? checkColumn(file, column, names, schema) : []),
        ...checkCodecs(file, columns, schema),
    ];
}
function missingColumn(file, field, names) {
    const { name } = field;
    const namesake = names.find(other => other.toLowerCase() === name.toLowerCase());
    const hint = namesake === undefined ? '' : `; it has ${namesake}, but case counts`;
    return proof({
        kind: 'columnMissing',
        ...{ file, column: name, found: namesake ?? 'no such column', wanted: fieldText(field) },
        text: `${file} has no column ${name}${hint}`,
    });
}
function checkColumn(file, column, names, schema) {
    const { name } = column;
    const field = fieldOf(name, schema);
    if (!field)
        return schema.structFields.includes(name) ? [] : [unknownColumn(file, column)];
    const why = whyForbidden(field, schema);
    const here = { file, column: name, found: typeText(column.type), wanted: fieldText(field) };
    if (why !== undefined) {
        const text = `${file} has the column ${name}, but ${why}`;
        return [proof({ ...here, kind: 'columnForbidden', wanted: 'no such column', text })];
    }
    if (names.filter(other => other === name).length > 1) {
        return [proof({ ...here, kind: 'columnTwice', text: `${file} has more than one column ${name}` })];
    }
    const found = checkType(file, column, field);
    return found.length > 0
        ? found
        : [...checkDimension(file, column, field), ...checkNulls(file, column, field)];
}
function unknownColumn(file, { name, type }) {
    return {
        finding: {
            kind: 'columnUnknown',
            ...{ file, column: name, found: typeText(type), wanted: 'no such column' },
            text: `${file} has the column ${name}, which the collection does not have`,
        },
        refusedBy: ['2.4', '2.5'],
    };
}
function fieldOf(name, { fields, dynamic }) {
    return fields.find(field => field.name === name) ?? (dynamic && name === '$meta' ? META : undefined);
}
const META = {
    ...{ name: '$meta', type: 'JSON', nullable: false, hasDefault: true },
    ...{ elementType: undefined, dim: undefined, maxLength: undefined, maxCapacity: undefined },
    ...{ primaryKey: false, autoId: false, partitionKey: false, functionOutput: false },
};
function checkType(file, { name, type }, field) {
    const refusedBy = refusedTypes(type, field);
    if (refusedBy.length === 0)
        return [];
    const [found, wanted] = [typeText(type), fieldText(field)];
    const text = `${file}: column ${name} is ${found}, the collection's ${name} is ${wanted}${hintOn(type)}`;
    return [{ finding: { kind: 'type', file, column: name, found, wanted, text }, refusedBy }];
}
function hintOn({ name, element }) {
    const types = [name, element?.name];
    if (types.includes('large_utf8'))
        return '; write texts as string, not as large_string';
    if (types.includes('dictionary'))
        return '; write plain values, not categories';
    return '';
}
const UNKNOWN_CODECS = ['LZ4', 'LZ4_RAW', 'LZO'];
function checkCodecs(file, columns, schema) {
    const known = columns.filter(({ name }) => fieldOf(name, schema) !== undefined);
    const bad = known.find(({ codecs }) => codecs.some(codec => UNKNOWN_CODECS.includes(codec)));
    if (!bad)
        return [];
    const found = bad.codecs.find(codec => UNKNOWN_CODECS.includes(codec)) ?? '';
    const wanted = 'snappy, zstd, gzip, brotli or none';
    const text = `${file} is compressed with ${found}, which Milvus does not read; use ${wanted}`;
    return [proof({ kind: 'compression', file, column: bad.name, found, wanted, text })];
}
function checkDimension(file, column, field) {
    const wanted = elementsPerVector(column.type, field);
    if (wanted === undefined)
        return [];
    const wrong = column.chunks.find(({ rows, values }) => {
        const all = rows * BigInt(wanted);
        return values > all || (values < all && !field.nullable);
    });
    if (!wrong)
        return [];
    const { name, dim } = field;
    const mean = Number((wrong.values * 1000n) / wrong.rows) / 1000;
    const found = Number.isInteger(mean) ? `${mean} values per row` : `${mean} values per row on average`;
    const unit = wanted === dim ? '' : `, which is ${wanted} values`;
    const text = `${file}: column ${name} holds ${found}, the collection's ${name} has dimension ${dim}${unit}`;
    return [proof({ kind: 'dimension', file, column: name, found, wanted: `${wanted} values per row`, text })];
}
function checkNulls(file, { chunks }, field) {
    if (field.nullable || field.hasDefault || !isScalar(field))
        return [];
    const nulls = chunks.reduce((sum, chunk) => sum + (chunk.nulls ?? 0n), 0n);
    if (nulls === 0n)
        return [];
    const { name } = field;
    const found = `${nulls} ${nulls === 1n ? 'null' : 'nulls'}`;
    const text = `${file}: column ${name} holds ${found}, the collection's ${name} is not nullable`;
    return [
        {
            finding: { kind: 'nulls', file, column: name, found, wanted: 'no nulls', text },
            refusedBy: field.type === 'JSON' ? VERSIONS : ['2.5', '2.6', '3.0'],
        },
    ];
}

;// CONCATENATED MODULE: ./files/check.js




function checkFile(file, schema, possible = VERSIONS) {
    switch (file.kind) {
        case 'parquet':
            if ('broken' in file.footer)
                return brokenFile(file.name, file.footer);
            return judge(checkFooter(file.name, file.footer, schema), possible);
        case 'numpy':
            return judge(checkHeaders(file.name, file.files, schema), possible);
        case 'brokenNumpy':
            return brokenFile(file.name, file.header);
    }
}
function brokenFile(file, { broken, text }) {
    const sentence = `${file} ${text}`;
    if (broken === 'unreadable')
        return { failed: [], unknown: [sentence] };
    const finding = {
        ...{ kind: 'broken', file, column: '', found: text },
        ...{ wanted: 'a whole file', text: sentence },
    };
    return judge([proof(finding)], VERSIONS);
}
function rowsOf(file) {
    if (file.kind === 'brokenNumpy')
        return undefined;
    if (file.kind === 'parquet')
        return 'broken' in file.footer ? undefined : file.footer.rows;
    const [first, ...others] = file.files.map(({ header }) => header.rows);
    return first === undefined || others.some(rows => rows !== first) ? undefined : BigInt(first);
}

;// CONCATENATED MODULE: ./files/numpy.js
const MAGIC = '\x93NUMPY';
const HEAD = 4096;
async function readNumpyFile({ size, read }) {
    return readNumpyHeader(await read(0, Math.min(size, HEAD)));
}
function readNumpyHeader(bytes) {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (head.length < 12 || head.toString('latin1', 0, MAGIC.length) !== MAGIC) {
        return { broken: 'noHeader', text: 'is no NumPy file: it does not begin as one' };
    }
    const isFirst = head[6] === 1;
    const start = isFirst ? 10 : 12;
    const length = isFirst ? head.readUInt16LE(8) : head.readUInt32LE(8);
    if (start + length > head.length)
        return { broken: 'unreadable', text: 'has a header that could not be read' };
    return headerOf(head.toString('latin1', start, start + length));
}
function headerOf(text) {
    const [, dtype] = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|\[)/.exec(text) ?? [undefined];
    const [, lengths] = /['"]shape['"]\s*:\s*\(([\d,\sL]*)\)/.exec(text) ?? [];
    if (lengths === undefined || !/['"]descr['"]/.test(text)) {
        return { broken: 'unreadable', text: 'has a header that could not be read' };
    }
    const shape = (lengths.match(/\d+/g) ?? []).map(Number);
    const [rows = 1, ...others] = shape;
    return { dtype: dtype ?? '', shape, rows, elementsPerRow: others.reduce((all, one) => all * one, 1) };
}

;// CONCATENATED MODULE: ./files/arrow-schema.js
const KINDS = {
    12: 'list',
    16: 'fixedSizeList',
    19: 'largeBinary',
    20: 'largeUtf8',
    21: 'largeList',
};
const MESSAGE_HEADER = 2;
const SCHEMA_FIELDS = 1;
const FIELD = { name: 0, typeOf: 2, dictionary: 4, children: 5 };
const DEEPEST = 64;
const MOST_FIELDS = 100_000;
function readArrowSchema(base64) {
    try {
        const bytes = Buffer.from(base64, 'base64');
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const start = view.getUint32(0, true) === 0xffffffff ? 8 : 4;
        const message = start + view.getUint32(start, true);
        const schema = follow(view, slot(view, message, MESSAGE_HEADER));
        if (schema === undefined)
            return undefined;
        const left = { count: MOST_FIELDS };
        return vector(view, slot(view, schema, SCHEMA_FIELDS)).map(table => readField(view, table, DEEPEST, left));
    }
    catch {
        return undefined;
    }
}
function readField(view, table, depth, left) {
    left.count -= 1;
    if (depth === 0 || left.count < 0)
        throw new RangeError('too many fields');
    const kind = slot(view, table, FIELD.typeOf);
    return {
        name: arrow_schema_text(view, slot(view, table, FIELD.name)),
        kind: KINDS[kind === undefined ? 0 : view.getUint8(kind)] ?? 'other',
        isDictionary: slot(view, table, FIELD.dictionary) !== undefined,
        children: vector(view, slot(view, table, FIELD.children)).map(child => readField(view, child, depth - 1, left)),
    };
}
function slot(view, table, index) {
    const vtable = table - view.getInt32(table, true);
    const at = 4 + 2 * index;
    if (at >= view.getUint16(vtable, true))
        return undefined;
    const offset = view.getUint16(vtable + at, true);
    return offset === 0 ? undefined : table + offset;
}
function follow(view, at) {
    return at === undefined ? undefined : at + view.getUint32(at, true);
}
function vector(view, at) {
    const start = follow(view, at);
    if (start === undefined)
        return [];
    const length = view.getUint32(start, true);
    if (length > MOST_FIELDS)
        throw new RangeError('too many fields');
    return Array.from({ length }, (_, index) => {
        const item = start + 4 + 4 * index;
        return item + view.getUint32(item, true);
    });
}
function arrow_schema_text(view, at) {
    const start = follow(view, at);
    if (start === undefined)
        return '';
    const length = view.getUint32(start, true);
    return new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + start + 4, length));
}

;// CONCATENATED MODULE: ./files/parquet.js


const TAIL = 512 * 1024;
const LARGEST_FOOTER = 256 * 1024 * 1024;
const SMALLEST_FILE = 12;
async function readParquetFooter({ size, read }) {
    if (size < SMALLEST_FILE)
        return noFooter(`has only ${size} bytes`);
    const start = Math.max(0, size - TAIL);
    const tail = await read(start, size);
    if (new TextDecoder().decode(tail.subarray(-4)) !== 'PAR1')
        return noFooter('does not end in `PAR1`');
    const length = new DataView(tail.buffer, tail.byteOffset + tail.length - 8).getUint32(0, true) + 8;
    if (length > size)
        return noFooter('is cut off: its footer is longer than the file');
    if (length > LARGEST_FOOTER)
        return { broken: 'unreadable', text: `has a footer of ${length} bytes` };
    const missing = length > tail.length ? await read(size - length, start) : new Uint8Array();
    const { parquetMetadata, parquetSchema } = await __webpack_require__.e(/* import() */ 979).then(__webpack_require__.bind(__webpack_require__, 8979));
    try {
        const metadata = parquetMetadata(Buffer.concat([missing, tail]), { geoparquet: false });
        return footerOf(metadata, parquetSchema(metadata));
    }
    catch {
        return { broken: 'unreadable', text: 'has a footer that could not be read' };
    }
}
function noFooter(text) {
    return { broken: 'noFooter', text };
}
function footerOf(metadata, root) {
    const origins = originsOf(metadata, root.children.length);
    return {
        rows: metadata.num_rows,
        columns: root.children.map((column, index) => columnOf(column, origins?.[index], metadata.row_groups)),
        createdBy: metadata.created_by ?? '',
    };
}
function originsOf({ key_value_metadata }, count) {
    const value = key_value_metadata?.find(({ key }) => key === 'ARROW:schema')?.value;
    const origins = value === undefined ? undefined : readArrowSchema(value);
    return origins?.length === count ? origins : undefined;
}
function columnOf(column, origin, groups) {
    const [leaf, ...more] = leaves(column);
    const path = leaf?.path.join('\0');
    const found = groups.flatMap(group => {
        const own = group.columns.flatMap(({ meta_data }) => (meta_data ? [meta_data] : []));
        const mine = own.filter(({ path_in_schema: [top] }) => top === column.element.name);
        return mine.map(meta => ({ group, meta }));
    });
    const isOne = more.length === 0;
    return {
        name: column.element.name,
        type: arrowType(column, origin),
        nullable: column.element.repetition_type !== 'REQUIRED',
        codecs: [...new Set(found.map(({ meta }) => meta.codec))],
        chunks: found
            .filter(({ meta }) => isOne && meta.path_in_schema.join('\0') === path)
            .map(({ group, meta }) => ({
            rows: group.num_rows,
            values: meta.num_values,
            nulls: meta.statistics?.null_count,
        })),
    };
}
function leaves(column) {
    return column.children.length === 0 ? [column] : column.children.flatMap(leaves);
}

// EXTERNAL MODULE: ./model/service.js
var service = __webpack_require__(6324);
;// CONCATENATED MODULE: ./checks/seen.js
async function atOnce(most, items, work) {
    const results = [];
    const queue = items.entries();
    const worker = async () => {
        for (const [index, item] of queue)
            results[index] = await work(item);
    };
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
    return results;
}

;// CONCATENATED MODULE: ./checks/heads.js









const MOST_HEADS = 20;
const HEADS_AT_ONCE = 5;
const MOST_OF_SET = 256;
const MOST_FINDINGS = 50;
async function readHeads(groups, isAll) {
    const telling = groups.filter(({ format }) => format === 'parquet' || format === 'npy');
    const chosen = isAll ? telling : telling.slice(0, MOST_HEADS);
    return atOnce(HEADS_AT_ONCE, chosen, async (group) => ({ group, head: await headOf(group) }));
}
async function headOf({ name, format, files }) {
    const [first] = files;
    if (files.length > MOST_OF_SET || !first)
        return `${name} holds ${(0,words_format/* plural */.LS)(files.length, 'file')}, too many for a set`;
    try {
        if (format === 'parquet')
            return { kind: 'parquet', name, footer: await opened(first, readParquetFooter) };
        const headers = await atOnce(HEADS_AT_ONCE, files, async (file) => ({
            name: file.name,
            field: file.name.replace(/\.npy$/, ''),
            header: await opened(file, readNumpyFile),
        }));
        const whole = [];
        for (const file of headers) {
            if ('broken' in file.header)
                return { kind: 'brokenNumpy', name: file.name, header: file.header };
            whole.push({ ...file, header: file.header });
        }
        return { kind: 'numpy', name, files: whole };
    }
    catch (error) {
        const why = error instanceof service/* CallError */.R ? (0,job/* failureWords */.AC)(error.failure) : error.message;
        return `${name} could not be read: ${why}`;
    }
}
async function opened(file, read) {
    const reader = await file.open();
    try {
        return await read(reader);
    }
    finally {
        await reader.close();
    }
}
function checkHeads(groups, heads, schema, versions) {
    if (groups.length === 0)
        return [];
    const found = [];
    const silent = groups.filter(({ format }) => format !== 'parquet' && format !== 'npy').length;
    if (silent > 0)
        found.push(unknown('schema', `${(0,words_format/* plural */.LS)(silent, 'file')} in a format that does not tell its columns`));
    const skipped = groups.length - silent - heads.length;
    if (skipped > 0)
        found.push(unknown('schema', `The heads of ${heads.length} files were read, of ${skipped} more they were not`));
    if (heads.length === 0)
        return found;
    if (!schema)
        return [...found, unknown('schema', 'Files are not compared: the schema is not known')];
    let good = 0;
    for (const { group, head } of heads) {
        const check = typeof head === 'string' ? { failed: [], unknown: [head] } : checkFile(head, schema, versions);
        const isLone = group.format === 'npy' && !group.name.endsWith('/') && group.files.length === 1;
        const proofs = isLone ? ofLone(check) : check;
        found.push(...proofs.failed.map(({ text }) => failed('schema', { code: 'SchemaMismatch', text })));
        found.push(...proofs.unknown.map(text => unknown('schema', text)));
        if (proofs.failed.length + proofs.unknown.length === 0)
            good += 1;
    }
    if (good > 0)
        found.unshift(ok('schema', `${(0,words_format/* plural */.LS)(good, 'file')} with the columns of the collection`));
    return found.slice(0, MOST_FINDINGS);
}
function ofLone({ failed: proofs, unknown: open }) {
    const isOwn = ({ kind }) => kind !== 'columnMissing';
    const rest = proofs.filter(proof => !isOwn(proof)).map(({ text }) => text);
    return { failed: proofs.filter(isOwn), unknown: [...open, ...rest] };
}
function countHeads(groups, heads) {
    const silent = [];
    let rows = 0n;
    for (const group of groups) {
        const head = heads.find(seen => seen.group === group)?.head;
        const own = head === undefined || typeof head === 'string' ? undefined : rowsOf(head);
        if (own === undefined)
            silent.push(silence(group, head));
        else
            rows += own;
    }
    return { rows, silent };
}
function silence({ name, format }, head) {
    if (typeof head === 'string')
        return head;
    if (head === undefined)
        return `${name} is ${format ? (0,storage_formats/* nameOf */.Vb)(format) : 'in no format that servers know'}, which does not tell its rows`;
    return `${name} does not tell its rows`;
}

// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./files/reader.js

async function localReader(path) {
    const file = await (0,promises_.open)(path);
    try {
        const { size } = await file.stat();
        return {
            size,
            async read(from, to) {
                const bytes = new Uint8Array(to - from);
                let filled = 0;
                while (filled < bytes.length) {
                    const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, from + filled);
                    if (bytesRead === 0)
                        throw new Error('The file became shorter while it was read');
                    filled += bytesRead;
                }
                return bytes;
            },
            close: () => file.close(),
        };
    }
    catch (error) {
        await file.close();
        throw error;
    }
}

;// CONCATENATED MODULE: ./model/cluster.js
const GIB = 1024 ** 3;
function limitsOf(tier) {
    return tier === 'free'
        ? { files: 1000, bytesPerFile: GIB, bytes: GIB }
        : { files: 1000, bytesPerFile: 10 * GIB, bytes: 1024 * GIB };
}

;// CONCATENATED MODULE: ./checks/limits.js



function checkLimits(groups, tier, isCut) {
    if (groups.length === 0)
        return [];
    const { files, bytesPerFile, bytes } = limitsOf(tier ?? 'dedicated');
    const sized = groups.map(({ name, files: own }) => ({ name, bytes: sum(own.map(file => file.size)) }));
    const all = sum(sized.map(file => file.bytes));
    const found = [
        ...(groups.length > files ? [tooMany(groups.length, files, isCut)] : []),
        ...sized
            .filter(file => file.bytes > bytesPerFile)
            .map(file => tooLarge(`${file.name} has`, file.bytes, `${inUnits(bytesPerFile)} in one file`)),
    ];
    if (found.length === 0 && all > bytes)
        found.push(tooLarge('The files have', all, inUnits(bytes)));
    const whose = tier === undefined ? 'the widest limits of any plan' : 'the limits of the plan';
    return found.length > 0 ? found : [ok('limits', `Number and sizes of the files seen are within ${whose}`)];
}
function tooMany(seen, most, isCut) {
    const least = `${isCut ? 'more than ' : ''}${(0,words_format/* plural */.LS)(seen, 'file')}`;
    const text = `There are ${least}, a job takes ${(0,words_format/* count */.U9)(BigInt(most))}`;
    return failed('limits', { code: 'TooManyFiles', text });
}
function tooLarge(what, bytes, most) {
    return failed('limits', {
        code: 'FileTooLarge',
        text: `${what} ${inUnits(bytes)}, a job takes ${most}`,
    });
}
function inUnits(bytes) {
    return (0,words_format/* size */.Ej)(BigInt(bytes));
}
function sum(numbers) {
    return numbers.reduce((all, one) => all + one, 0);
}

// EXTERNAL MODULE: ./words/url.js
var words_url = __webpack_require__(8870);
;// CONCATENATED MODULE: ./checks/sources.js






const FIRST = 64 * 1024;
async function lookAtSource(url, sight) {
    const { tools, credentials } = sight;
    const line = (0,words_url/* withoutQuery */.j)(url);
    const located = await tools.locate(url, credentials);
    if (typeof located === 'string')
        return { line, kind: 'unseen', why: located, isTrouble: false };
    const { place, key } = located;
    const isFolder = key === '' || key.endsWith('/') || key.endsWith('*.npy');
    return isFolder ? lookAtFolder(line, place, key, sight) : lookAtFile(line, place, key, sight);
}
async function lookAtFile(line, place, key, sight) {
    const { tools, patience } = sight;
    const asked = await (0,ask/* ask */.k)(tools, options => place.read(key, 0, FIRST, options), {
        timeout: job_patience/* CALL */.XV,
        patience: patience(),
    });
    if ('refusal' in asked)
        return unseen(line, asked);
    const part = asked.answer;
    if (!part)
        return { line, kind: 'missing', text: `There is no ${line}` };
    const name = baseName(line);
    const file = { name, size: part.size, etag: part.etag, open: opening(place, part, tools, part.bytes) };
    return { line, kind: 'file', group: { name, format: (0,storage_formats/* formatOf */.be)(name), files: [file] } };
}
function unseen(line, { refusal, failure }) {
    const isTrouble = refusal === 'transient' || refusal === 'rateLimited';
    const why = `${meaningOf(failure.httpStatus)} (${(0,job/* failureWords */.AC)(failure)})`;
    return { line, kind: 'unseen', why, isTrouble };
}
function meaningOf(status) {
    if (status === undefined)
        return 'no answer came';
    if (status === 401 || status === 403)
        return 'access was refused';
    return status >= 300 && status < 400 ? 'it leads to another address' : 'the answer was not usable';
}
async function lookAtFolder(line, place, key, sight) {
    const { tools, patience, mostFiles } = sight;
    const folder = key.replace(/\*\.npy$/, '');
    const asked = await (0,ask/* ask */.k)(tools, options => place.list(folder, mostFiles, options), {
        timeout: job_patience/* CALL */.XV,
        patience: patience(),
    });
    if ('refusal' in asked)
        return unseen(line, asked);
    if (!asked.answer)
        return { line, kind: 'missing', text: `There is no bucket of ${line}` };
    const { objects, folders, isCut } = asked.answer;
    const within = objects.filter(object => object.key !== folder && !object.key.endsWith('/'));
    const wanted = key === folder ? within : within.filter(object => object.key.endsWith('.npy'));
    const files = wanted.map(object => fileOf(object, place, tools));
    const known = files.filter(({ name }) => (0,storage_formats/* formatOf */.be)(name) !== undefined);
    return {
        ...{ line, kind: 'folder', isCut, folders },
        groups: grouped(known, line),
        strangers: files.filter(({ name }) => (0,storage_formats/* formatOf */.be)(name) === undefined).map(({ name }) => name),
    };
}
function fileOf(object, place, tools) {
    const { key, size, etag } = object;
    return { name: baseName(key), size, etag, open: opening(place, object, tools, new Uint8Array()) };
}
function grouped(files, folder) {
    const set = files.filter(({ name }) => name.endsWith('.npy'));
    const single = files.filter(file => !set.includes(file));
    return [
        ...single.map(file => ({ name: file.name, format: (0,storage_formats/* formatOf */.be)(file.name), files: [file] })),
        ...(set.length > 0 ? [{ name: folder, format: 'npy', files: set }] : []),
    ];
}
function opening(place, { key, size, etag }, tools, first) {
    return async () => ({
        size,
        async read(from, to) {
            if (to <= first.length)
                return first.subarray(from, to);
            const asked = await (0,ask/* ask */.k)(tools, options => place.read(key, from, to, options), {
                timeout: job_patience/* CALL */.XV,
                patience: 0,
            });
            if ('refusal' in asked)
                throw new service/* CallError */.R(asked.failure);
            const part = asked.answer;
            const isSame = part?.size === size && (etag === '' || part.etag === '' || part.etag === etag);
            if (!part || !isSame || part.bytes.length !== to - from)
                throw new Error('the file changed while it was read');
            return part.bytes;
        },
        async close() { },
    });
}
function baseName(path) {
    return path.split('/').at(-1) || path;
}

;// CONCATENATED MODULE: ./checks/local.js






function seenLocally(files, isCloud, tier) {
    const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1));
    const groups = [...folders].flatMap(([folder, inside]) => groupsOf(folder, inside));
    const bytes = files.reduce((sum, file) => sum + file.size, 0);
    const there = ok('files', `${(0,words_format/* plural */.LS)(files.length, 'file')} of the runner, ${(0,words_format/* size */.Ej)(BigInt(bytes))}`);
    const found = [there, ...(isCloud ? checkLimits(groups, tier, false) : [])];
    return { found, groups, unseen: [], content: undefined };
}
function groupsOf(folder, files) {
    const seen = files.map(({ path, location, size: bytes }) => {
        const name = (0,storage_formats/* formatOf */.be)(path) === 'npy' ? path.slice(folder.length) : path;
        return { name, size: bytes, etag: '', open: () => localReader(location) };
    });
    return grouped(seen, folder || './');
}

// EXTERNAL MODULE: ./steps/alias.js
var steps_alias = __webpack_require__(9877);
// EXTERNAL MODULE: ./steps/gate.js + 4 modules
var gate = __webpack_require__(3447);
// EXTERNAL MODULE: ./steps/searchable.js + 1 modules
var searchable = __webpack_require__(9364);
;// CONCATENATED MODULE: ./checks/needs.js






async function checkCommit(plan, tools) {
    if (plan.commit === 'auto')
        return [];
    const check = kept('commit', async () => {
        await (0,gate.prepareGate)({ ...plan, expectedRows: undefined }, tools);
        return 'The server can hold rows back until they are committed';
    });
    return [await check];
}
async function checkPublishing(plan, place, tools) {
    const { plane, silence, schema } = place;
    if (plan.searchable === 'off')
        return [];
    if (silence) {
        const text = '`searchable` would not work: the address that answers queries could not be reached';
        return [failed('searchable', { code: 'DataPlaneUnreachable', text, failure: silence })];
    }
    const isHopeless = place.found.some(({ result }) => result === 'failed');
    const found = isHopeless ? [] : [await searchableCheck(plan, schema, tools)];
    if (plan.alias !== undefined && plane)
        found.push(await aliasCheck(plane, plan.alias, plan, tools));
    return found;
}
async function searchableCheck(plan, schema, tools) {
    let isToLoad = false;
    const check = await kept('searchable', async () => {
        const rows = await (0,searchable/* probe */.dy)(plan, tools);
        isToLoad = rows === undefined;
        return rows === undefined
            ? 'The collection is not loaded, and will be before the import'
            : `A query counts ${(0,words_format/* rowCount */.oW)(rows)} now`;
    });
    return isToLoad && schema && lacksIndex(schema) ? failed('searchable', NO_INDEX) : check;
}
const NO_INDEX = {
    code: 'NoIndex',
    text: '`searchable` would not work: a vector field has no index, so the collection cannot be loaded',
};
function lacksIndex({ indexed, incomplete, fields }) {
    return indexed.length === 0 && incomplete === '' && fields.some(({ type }) => type.endsWith('Vector'));
}
function aliasCheck(plane, alias, { task }, tools) {
    const { collectionName = '' } = task.kind === 'submit' ? task.into : task;
    return kept('alias', async () => {
        const change = await (0,steps_alias/* planSwitch */.S)(plane, alias, collectionName, tools);
        const now = await look(tools, options => plane.aliasTarget(alias, options));
        const before = 'answer' in now ? now.answer : undefined;
        return before === undefined
            ? `${alias} is free, and will mean ${change.collectionName}`
            : `${alias} means ${before} now, and will mean ${change.collectionName}`;
    });
}

;// CONCATENATED MODULE: ./checks/objects.js








const MOST_LINES = 20;
const LOOKS_AT_ONCE = 5;
async function checkObjects({ urls, credentials }, tier, isAll, tools) {
    const lines = isAll ? urls : urls.slice(0, MOST_LINES);
    const startedAt = tools.clock.now();
    const patience = () => Math.max(0, startedAt + job_patience/* LOOK_AT_OBJECTS */.DP - tools.clock.now());
    const sight = { tools, credentials, mostFiles: limitsOf(tier ?? 'dedicated').files, patience };
    const sources = await atOnce(LOOKS_AT_ONCE, lines, url => lookAtSource(url, sight));
    const skipped = urls.length - lines.length;
    const groups = sources.flatMap(groupsIn);
    const unseen = sources.flatMap(source => source.kind === 'unseen' ? [`${source.line}: ${source.why}`] : []);
    const isTrouble = sources.some(source => source.kind === 'unseen' && source.isTrouble);
    return {
        groups,
        unseen: [...unseen, ...(skipped > 0 ? [`only the first ${lines.length} sources were looked at`] : [])],
        content: isTrouble || groups.length === 0 ? undefined : contentOf(sources),
        found: [
            ...existence(sources, skipped),
            ...sources.flatMap(folderChecks),
            ...checkLimits(groups, tier, sources.some(source => source.kind === 'folder' && source.isCut)),
        ],
    };
}
function groupsIn(source) {
    if (source.kind === 'file')
        return [source.group];
    return source.kind === 'folder' ? source.groups : [];
}
function contentOf(sources) {
    const facts = sources.flatMap(source => groupsIn(source).flatMap(({ files }) => files.map(file => [source.line, file.name, file.size, file.etag])));
    return JSON.stringify(facts);
}
function existence(sources, skipped) {
    const found = [];
    const groups = sources.flatMap(groupsIn);
    for (const source of sources) {
        if (source.kind === 'missing')
            found.push(failed('objects', { code: 'ObjectMissing', text: source.text }));
        if (source.kind === 'folder' &&
            source.groups.length + source.strangers.length + source.folders.length === 0)
            found.push(failed('objects', { code: 'FolderEmpty', text: `There is no file in ${source.line}` }));
    }
    const files = groups.flatMap(group => group.files);
    if (files.length > 0) {
        const bytes = files.reduce((sum, file) => sum + file.size, 0);
        found.unshift(ok('objects', `${(0,words_format/* plural */.LS)(files.length, 'file')} found, ${(0,words_format/* size */.Ej)(BigInt(bytes))}`));
    }
    const unseen = sources.filter(source => source.kind === 'unseen');
    for (const why of new Set(unseen.map(source => source.why))) {
        const lines = unseen.filter(source => source.why === why);
        const which = lines.length === 1 ? lines[0]?.line : (0,words_format/* plural */.LS)(lines.length, 'source');
        found.push(unknown('objects', `Nothing is known of ${which}: ${why}`));
    }
    if (skipped > 0)
        found.push(unknown('objects', `Only the first ${sources.length} sources were looked at, of ${sources.length + skipped}`));
    return found;
}
function folderChecks(source) {
    if (source.kind !== 'folder')
        return [];
    const { line, groups, strangers, folders } = source;
    const found = [];
    const formats = new Map(groups.map(({ format, files }) => [format, files[0]?.name ?? '']));
    const names = [...formats].map(([format, file]) => `${format ? (0,storage_formats/* nameOf */.Vb)(format) : ''} (${file})`);
    const isJson = [...formats.keys()].every(format => format === 'json' || format === 'jsonl');
    if (formats.size > 1)
        found.push(isJson
            ? unknown('formats', `${line} holds ${names.join(' and ')}: not every server takes them together`)
            : failed('formats', { code: 'MixedFormats', text: `${line} holds ${names.join(' and ')}` }));
    const [stranger] = strangers;
    if (stranger !== undefined) {
        const others = strangers.length > 1 ? ` and ${(0,words_format/* plural */.LS)(strangers.length - 1, 'other file')}` : '';
        found.push(unknown('formats', `${line} holds ${stranger}${others}, in no format that servers know`));
    }
    if (folders.length > 0)
        found.push(unknown('formats', `${line} holds ${(0,words_format/* plural */.LS)(folders.length, 'folder')}, too, and this check does not look into folders`));
    return found;
}

;// CONCATENATED MODULE: ./checks/remembered.js


const QUESTIONS = [
    ...['has', 'databases', 'list', 'describe', 'hasPartition', 'partitions', 'count'],
    ...['aliasTarget', 'hasTwoPhases'],
];
function remembering(plane) {
    const answers = new Map();
    let isOver = false;
    const forget = () => {
        isOver = true;
        answers.clear();
    };
    const asked = QUESTIONS.map(name => {
        const question = plane[name];
        const once = (...values) => {
            if (isOver)
                return question(...values);
            const key = JSON.stringify([name, ...values.slice(0, -1)]);
            const answer = answers.get(key) ?? question(...values);
            answers.set(key, answer);
            return answer.catch(error => {
                const refusal = error instanceof service/* CallError */.R ? (0,refusals/* readRefusal */.n)(error.failure) : 'transient';
                if (refusal === 'transient' || refusal === 'rateLimited')
                    answers.delete(key);
                throw error;
            });
        };
        return [name, once];
    });
    return {
        plane: {
            ...plane,
            ...Object.fromEntries(asked),
            load(name, options) {
                forget();
                return plane.load(name, options);
            },
        },
        forget,
    };
}

;// CONCATENATED MODULE: ./job/nearest.js
const MOST = 3;
function nearest(name, names) {
    const most = Math.max(1, Math.floor(name.length / 3));
    return names
        .map(other => ({ other, far: distance(name.toLowerCase(), other.toLowerCase()) }))
        .filter(({ far }) => far <= most)
        .toSorted((one, next) => one.far - next.far || (one.other < next.other ? -1 : 1))
        .slice(0, MOST)
        .map(({ other }) => other);
}
function distance(one, other) {
    let before = [];
    let row = Array.from({ length: other.length + 1 }, (_, index) => index);
    for (let i = 1; i <= one.length; i += 1) {
        const next = [i];
        for (let j = 1; j <= other.length; j += 1) {
            const same = one[i - 1] === other[j - 1] ? 0 : 1;
            const swapped = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
            next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same, swapped ? (before[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY);
        }
        before = row;
        row = next;
    }
    return row[other.length] ?? 0;
}

;// CONCATENATED MODULE: ./checks/names.js

function nearestOf(name, names) {
    const found = 'answer' in names ? nearest(name, names.answer) : [];
    const [first, ...others] = found;
    if (first === undefined)
        return '';
    return others.length === 0 ? `; the nearest is ${first}` : `; the nearest are ${found.join(', ')}`;
}

;// CONCATENATED MODULE: ./checks/collection.js




async function collectionChecks(plane, { collectionName }, tools) {
    const described = await look(tools, options => plane.describe(collectionName, options));
    if ('refusal' in described) {
        const why = refused('schema', described);
        return { found: [ok('collection', `${collectionName} exists`), why], schema: undefined };
    }
    const schema = described.answer;
    if (schema.external) {
        const text = `Collection ${collectionName} is an external one, which takes no imports`;
        return { found: [failed('collection', { code: 'ExternalCollection', text })], schema };
    }
    return { found: [await nameCheck(plane, collectionName, schema, tools)], schema };
}
async function nameCheck(plane, collectionName, { aliases, incomplete, fields }, tools) {
    const exists = `${collectionName} exists, with ${(0,words_format/* plural */.LS)(fields.length, 'field')}`;
    if (!aliases.includes(collectionName) && incomplete === '')
        return ok('collection', exists);
    const target = await look(tools, options => plane.aliasTarget(collectionName, options));
    if ('answer' in target)
        return ok('collection', target.answer === undefined ? exists : `${collectionName} is an alias, and means ${target.answer} now`);
    return unknown('collection', `${exists}; whether the name is an alias is not known`);
}
async function partitionCheck(plane, collectionName, partitionName, schema, tools) {
    const key = schema?.fields.find(field => field.partitionKey);
    if (key) {
        const text = `Partition ${partitionName} is given, but the partition key ${key.name} decides where each row goes`;
        return failed('partition', { code: 'PartitionWithKey', text });
    }
    const has = await look(tools, options => plane.hasPartition(collectionName, partitionName, options));
    if ('refusal' in has)
        return refused('partition', has);
    if (has.answer)
        return ok('partition', `${partitionName} exists`);
    const names = await look(tools, options => plane.partitions(collectionName, options));
    const text = `There is no partition ${partitionName} in ${collectionName}${nearestOf(partitionName, names)}`;
    return failed('partition', { code: 'PartitionMissing', text });
}

;// CONCATENATED MODULE: ./checks/server.js





async function checkPlace(plan, into, tools) {
    const { found, cluster } = await checkCluster(plan, tools);
    const nothing = {
        plane: undefined,
        silence: undefined,
        schema: undefined,
        versions: VERSIONS,
        tier: cluster?.tier,
    };
    const isOver = found.some(({ result }) => result === 'failed');
    if (isOver)
        return { ...nothing, found };
    const isAsked = plan.connection.api === 'milvus' || plan.connection.dataEndpoint !== undefined;
    if (!cluster && !isAsked)
        return { ...nothing, found: [...found, unknown('collection', 'Not checked: its endpoint is not known')] };
    const opened = await look(tools, options => tools.openDataPlane(options));
    if ('refusal' in opened)
        return { ...nothing, found: [...found, refused('data plane', opened)], silence: opened.failure };
    const plane = opened.answer;
    if (typeof plane === 'string')
        return { ...nothing, found: [...found, unknown('data plane', `The collection is not checked: ${plane}`)] };
    const login = await checkLogin(plane, plan, into, tools);
    found.push(...login.found);
    if (!login.goesOn)
        return { ...nothing, found, plane: login.silence ? undefined : plane, silence: login.silence };
    const { schema, ...collection } = await collectionChecks(plane, into, tools);
    found.push(...collection.found);
    if (into.partitionName !== undefined)
        found.push(await partitionCheck(plane, into.collectionName, into.partitionName, schema, tools));
    return { ...nothing, found, plane, schema, versions: schema ? since(schema.oldest) : VERSIONS };
}
async function checkCluster({ connection, target }, tools) {
    if (connection.api === 'milvus')
        return { found: [], cluster: undefined };
    const seen = await look(tools, options => tools.findCluster(options));
    if ('refusal' in seen) {
        const { refusal, failure } = seen;
        const isMissing = failure.kind === 'code' && failure.code === CLUSTER_MISSING;
        const name = target.kind === 'cluster' ? target.clusterId : '';
        if (isMissing) {
            const text = `There is no cluster ${name}, or the API key has no access to it`;
            return { found: [failed('cluster', { code: 'ClusterNotRunning', text })], cluster: undefined };
        }
        if (refusal !== 'noCredentials' || failure.httpStatus === 407)
            return { found: [refused('cluster', seen)], cluster: undefined };
        const text = 'The server does not accept the API key';
        return { found: [failed('credentials', { code: 'NotPermitted', text, failure })], cluster: undefined };
    }
    if (typeof seen.answer === 'string')
        return { found: [unknown('cluster', `Not checked: ${seen.answer}`)], cluster: undefined };
    return { found: [ofStatus(seen.answer)], cluster: seen.answer };
}
const CLUSTER_MISSING = '96018';
function ofStatus({ clusterId, status, word, plan, regionId }) {
    switch (status) {
        case 'running': {
            const facts = [plan, regionId].filter(Boolean).join(', ');
            return ok('cluster', `${clusterId} is running${facts && ` (${facts})`}`);
        }
        case 'stopped':
        case 'gone':
            return failed('cluster', { code: 'ClusterNotRunning', text: `Cluster ${clusterId} is ${word}` });
        case 'other':
            return unknown('cluster', `${clusterId} is ${word}, which says nothing about imports`);
    }
}
async function checkLogin(plane, { connection }, { collectionName, dbName }, tools) {
    const has = await look(tools, options => plane.has(collectionName, options));
    const login = ok('credentials', 'The server accepts them');
    if ('answer' in has) {
        const database = dbName === undefined ? [] : [ok('database', `${dbName} exists`)];
        if (has.answer)
            return { found: [login, ...database], goesOn: true };
        const names = await look(tools, options => plane.list(options));
        const where = dbName === undefined ? '' : ` in database ${dbName}`;
        const text = `There is no collection ${collectionName}${where}${nearestOf(collectionName, names)}`;
        const missing = failed('collection', { code: 'CollectionMissing', text });
        return { found: [login, ...database, missing], goesOn: false };
    }
    if (has.refusal === 'noDatabase') {
        const names = await look(tools, options => plane.databases(options));
        const text = `There is no database ${dbName ?? 'default'}${nearestOf(dbName ?? 'default', names)}`;
        const missing = failed('database', { code: 'DatabaseMissing', text });
        return { found: [login, missing], goesOn: false };
    }
    if (has.refusal === 'noCredentials' && connection.api === 'milvus' && has.failure.httpStatus !== 407) {
        const text = 'The server does not take the credentials';
        const proof = failed('credentials', { code: 'NotPermitted', text, failure: has.failure });
        return { found: [proof], goesOn: false };
    }
    if (has.refusal === 'transient')
        return { found: [refused('data plane', has)], goesOn: false, silence: has.failure };
    return { found: [refused('credentials', has)], goesOn: false };
}

;// CONCATENATED MODULE: ./checks/preflight.js











const NOTHING = 'nothing was submitted';
async function preflight(plan, task, given, local) {
    const { tools, over } = rememberingTools(given);
    const place = await checkPlace(plan, task.into, tools);
    const commit = await checkCommit(plan, tools);
    const files = await checkFiles(plan, task, place, local, tools);
    const publishing = await checkPublishing(plan, place, tools);
    (0,limits/* stopIfCancelled */.FE)(given.signal, NOTHING);
    const found = [...place.found, ...commit, ...publishing, ...files.found, NOT_CHECKED];
    tellChecks(found, given);
    const { rows, content } = files;
    return { tools, over, rows, content };
}
async function countRowsOfFiles(task, tools, local) {
    const seen = await seeFiles(task, undefined, true, local, tools);
    const heads = await readHeads(seen.groups, true);
    (0,limits/* stopIfCancelled */.FE)(tools.signal, NOTHING);
    const { rows, found } = rowsFound(seen, heads);
    throwFailures([...seen.found, ...found]);
    tools.tell({
        kind: 'noted',
        text: `The files hold ${(0,words_format/* rowCount */.oW)(rows)}, according to their footers and headers`,
    });
    return { tools, over() { }, rows, content: seen.content };
}
const NOT_CHECKED = unknown('row values', 'Not checked here: the server checks the values of all rows');
function tellChecks(found, { tell }) {
    const checks = found.map(({ name, result, text }) => ({ name, result, text }));
    tell({ kind: 'checked', checks });
    throwFailures(found);
}
function throwFailures(found) {
    const [first, ...others] = found.flatMap(({ proof }) => (proof ? [proof] : []));
    if (first)
        throw (0,checks/* checksFailed */.F_)([first, ...others]);
}
async function checkFiles(plan, task, place, local, tools) {
    const isCounted = plan.expectedRows?.kind === 'files';
    const seen = await seeFiles(task, place, isCounted, local, tools);
    const names = namesOf(task, local);
    const isMilvus = plan.connection.api === 'milvus';
    const formats = isMilvus
        ? await checkFormats(names, place.plane, place.versions, tools)
        : { found: [], versions: place.versions };
    const heads = await readHeads(seen.groups, isCounted);
    const schema = checkHeads(seen.groups, heads, place.schema, formats.versions);
    const found = [...seen.found, ...formats.found, ...schema];
    if (!isCounted)
        return { found, rows: undefined, content: seen.content };
    const counted = rowsFound(seen, heads);
    return { found: [...found, ...counted.found], rows: counted.rows, content: seen.content };
}
function namesOf({ source }, local) {
    if (source.kind === 'files')
        return source.groups.flat();
    return local?.map(({ path }) => path) ?? [];
}
async function seeFiles({ source, into }, place, isAll, local, tools) {
    const isCloud = into.target.kind !== 'instance';
    switch (source.kind) {
        case 'objects':
            return checkObjects(source, place?.tier, isAll, tools);
        case 'volume':
            return preflight_hidden('files of a volume cannot be looked at from here');
        case 'files':
            return preflight_hidden('the bucket of Milvus cannot be looked at from here');
        case 'local':
            return local
                ? seenLocally(local, isCloud, place?.tier)
                : preflight_hidden('the files of the runner are not known yet');
    }
}
function preflight_hidden(why) {
    return { found: [unknown('objects', `Not checked: ${why}`)], groups: [], unseen: [why], content: undefined };
}
function rowsFound(seen, heads) {
    const { rows, silent } = countHeads(seen.groups, heads);
    const hiding = [...seen.unseen, ...silent];
    const [first] = hiding;
    const others = hiding.length > 1 ? `, and ${hiding.length - 1} more` : '';
    if (first !== undefined) {
        const text = `\`expectedRows: files\` would not work: ${first}${others}`;
        return { found: [failed('rows', { code: 'RowsUnknown', text })], rows };
    }
    if (seen.groups.length === 0)
        return { found: [], rows };
    return {
        found: [ok('rows', `The files hold ${(0,words_format/* rowCount */.oW)(rows)}, according to their footers and headers`)],
        rows,
    };
}
function rememberingTools(tools) {
    let remembered;
    const openDataPlane = async (options) => {
        const plane = await tools.openDataPlane(options);
        if (typeof plane === 'string')
            return plane;
        remembered ??= remembering(plane);
        return remembered.plane;
    };
    return { tools: { ...tools, openDataPlane }, over: () => remembered?.forget() };
}


/***/ }),

/***/ 3447:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  prepareGate: () => (/* binding */ prepareGate)
});

// EXTERNAL MODULE: ./errors/checks.js
var checks = __webpack_require__(8192);
// EXTERNAL MODULE: ./errors/failures.js
var failures = __webpack_require__(898);
// EXTERNAL MODULE: ./errors/gate.js
var gate = __webpack_require__(8646);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __webpack_require__(687);
// EXTERNAL MODULE: ./job/patience.js
var patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./job/verdict.js
var job_verdict = __webpack_require__(8168);
// EXTERNAL MODULE: ./job/limits.js
var limits = __webpack_require__(6793);
// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
// EXTERNAL MODULE: ./model/service.js
var service = __webpack_require__(6324);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
;// CONCATENATED MODULE: ./steps/server-timeout.js

function holding({ commit, timeout }, given) {
    const isOpen = commit === 'manual' || given['timeout'] !== undefined;
    return {
        auto_commit: 'false',
        ...(isOpen ? {} : { timeout: `${Math.ceil((timeout + patience/* SERVER_TIMEOUT_MARGIN */.VQ) / 1000)}s` }),
    };
}
function serverTimeLeft({ job, plan, tools, seen }) {
    const total = job.origin === 'given' ? undefined : serverTimeout(plan);
    if (total === undefined)
        return undefined;
    const { clock, today, startedAt } = tools;
    if (job.origin === 'submitted')
        return total - (clock.now() - startedAt);
    const createdAt = seen.last?.createdAt;
    return createdAt === undefined ? undefined : total - (today() - createdAt);
}
function serverTimeout({ task, commit, timeout }) {
    const source = task.kind === 'submit' ? task.source : undefined;
    const given = source && 'options' in source ? source.options['timeout'] : undefined;
    if (given !== undefined)
        return goDuration(given);
    return commit === 'manual' ? undefined : timeout + patience/* SERVER_TIMEOUT_MARGIN */.VQ;
}
const UNITS = { ns: 1e-6, us: 1e-3, µs: 1e-3, μs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
function goDuration(text) {
    if (!/^\+?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(text))
        return undefined;
    return [...text.matchAll(/([\d.]+)([a-zµμ]+)/g)].reduce((sum, [, amount, unit]) => sum + Number(amount) * UNITS[unit], 0);
}

;// CONCATENATED MODULE: ./steps/abort.js






async function abort(staged) {
    const { job, plane, tools } = staged;
    const { clock, signal } = tools;
    const limit = (0,limits/* outliving */.W)(clock, signal, patience/* LAST_ABORT */.ak);
    const options = { timeout: signal.aborted ? patience/* LAST_ABORT */.ak / 2 : patience/* CALL */.XV, signal: limit.signal };
    try {
        const asked = await (0,ask/* ask */.k)({ ...tools, signal: limit.signal }, call => plane.abort(job.jobId, call), options);
        const now = await look(staged, options);
        const end = endOf(asked, now, staged);
        tools.tell({ kind: 'aborted', end: end.kind, state: now?.state });
        return end;
    }
    finally {
        limit.end();
    }
}
function endOf(asked, now, staged) {
    const isCommitted = now?.standing === 'completed' || now?.state === 'Committing';
    if (now?.standing === 'failed' || ('answer' in asked && !isCommitted))
        return { kind: 'aborted' };
    if (isCommitted || ('failure' in asked && (0,refusals/* readPhaseRefusal */.u)(asked.failure) === 'committed'))
        return { kind: 'committed' };
    const { failure, refusal } = asked;
    const left = serverTimeLeft(staged);
    return {
        kind: 'unconfirmed',
        failure,
        isRefused: refusal !== 'transient' && failure.kind !== 'aborted',
        dropsAt: left === undefined ? undefined : staged.tools.today() + left,
    };
}
async function look({ job, tools }, options) {
    try {
        return await tools.service.describe(job.jobId, options);
    }
    catch (error) {
        if (error instanceof service/* CallError */.R)
            return undefined;
        throw error;
    }
}

// EXTERNAL MODULE: ./job/retry.js
var retry = __webpack_require__(8999);
// EXTERNAL MODULE: ./words/job.js
var words_job = __webpack_require__(9796);
;// CONCATENATED MODULE: ./steps/staged.js

function whereSeen({ seen: { last } }) {
    return last ? (0,words_job/* reached */.V6)(last) : '';
}
function isCommitting({ seen: { last } }) {
    return last?.state === 'Committing' || last?.standing === 'completed';
}

// EXTERNAL MODULE: ./steps/watch.js + 2 modules
var watch = __webpack_require__(3264);
;// CONCATENATED MODULE: ./steps/commit.js











async function publish(staged) {
    const { plan, tools } = staged;
    const { clock, random, startedAt, tell } = tools;
    let sent = { mayBeCommitted: false, failure: undefined, isForGood: false };
    tell({ kind: 'committing' });
    for (let tries = 1;; tries += 1) {
        if (hasTime(staged))
            sent = await send(staged, sent);
        const last = await settled(staged, sent);
        if (last.standing === 'completed')
            tell({ kind: 'committed', rows: last.importedRows });
        if (last.standing === 'failed' && sent.mayBeCommitted)
            throw (0,gate/* failedCommitting */.t8)(staged.job.jobId, last.reason);
        if (last.standing !== 'uncommitted')
            return last;
        const left = startedAt + plan.timeout - clock.now();
        if (sent.isForGood || left <= 0)
            throw unpublished(staged, sent, last);
        const { failure } = sent;
        const pause = failure ? Math.max((0,retry/* backOff */.fu)(tries, random), failure.retryAfter ?? 0) : patience/* COMMIT_POLL */.yM;
        await clock.sleep(Math.min(pause, left), tools.signal);
    }
}
function hasTime(staged) {
    const left = serverTimeLeft(staged);
    return left === undefined || left >= patience/* COMMIT_MARGIN */.XE;
}
async function send({ job, plane, tools }, { mayBeCommitted }) {
    const { signal, tell } = tools;
    const question = (options) => plane.commit(job.jobId, options);
    const asked = await (0,ask/* ask */.k)(tools, question, { timeout: patience/* CALL */.XV, patience: 0 });
    if ('answer' in asked)
        return { mayBeCommitted: true, failure: undefined, isForGood: false };
    const { failure, refusal } = asked;
    const isLost = failure.kind !== 'unsent' && (refusal === 'transient' || failure.kind === 'aborted');
    if (isLost && !signal.aborted)
        tell({ kind: 'noted', text: `The commit got no answer (${(0,words_job/* failureWords */.AC)(failure)}): looking at the job` });
    return { mayBeCommitted: mayBeCommitted || isLost, failure, isForGood: isForGood(refusal, failure) };
}
function isForGood(refusal, failure) {
    const phase = (0,refusals/* readPhaseRefusal */.u)(failure);
    if (phase !== undefined)
        return phase === 'autoCommit' || phase === 'jobMissing';
    return failure.kind !== 'aborted' && refusal !== 'transient' && refusal !== 'rateLimited';
}
async function settled(staged, sent) {
    const { job, plan, tools } = staged;
    try {
        return await (0,watch/* followOn */.RG)(job, plan, tools);
    }
    catch (error) {
        if (!(error instanceof import_error/* ImportError */.Y))
            throw error;
        const { mayBeCommitted, failure } = sent;
        if (mayBeCommitted)
            throw failure && error.status === 'TimedOut'
                ? (0,gate/* commitUnknown */.qN)(job.jobId, failure)
                : (0,gate/* committedLate */.to)(error, job.jobId);
        if (error.status === 'Cancelled')
            throw (0,gate/* leftStaged */.o6)({ jobId: job.jobId, isCancelled: true, seen: whereSeen(staged) });
        throw failure ? (0,gate/* commitRefused */.E9)(job.jobId, failure) : error;
    }
}
function unpublished({ job: { jobId }, plan: { timeout } }, sent, last) {
    const { failure, mayBeCommitted } = sent;
    if (failure && (sent.isForGood || !mayBeCommitted))
        return (0,gate/* commitRefused */.E9)(jobId, failure);
    return failure ? (0,gate/* commitUnknown */.qN)(jobId, failure) : (0,gate/* committedLate */.to)((0,failures/* timedOut */.iU)({ jobId, timeout, last }), jobId);
}

// EXTERNAL MODULE: ./steps/limits.js
var steps_limits = __webpack_require__(7533);
// EXTERNAL MODULE: ./steps/plane.js
var steps_plane = __webpack_require__(3751);
;// CONCATENATED MODULE: ./steps/gate.js














async function prepareGate(plan, tools) {
    const plane = await (0,steps_plane/* planeFor */.y)('commit', tools);
    const probed = await (0,ask/* ask */.k)(tools, options => plane.hasTwoPhases(options), { timeout: patience/* CALL */.XV });
    if ('refusal' in probed) {
        (0,steps_limits/* stopIfCancelled */.FE)(tools.signal, steps_limits/* NOTHING */.K$);
        const isRefused = probed.refusal === 'noCredentials' || probed.refusal === 'noPermission';
        const code = isRefused ? 'NotPermitted' : 'DataPlaneUnreachable';
        throw (0,checks/* checkFailed */.s_)(code, { input: 'commit', failure: probed.failure });
    }
    if (!probed.answer)
        throw (0,checks/* checkFailed */.s_)('TwoPhaseUnsupported', { input: 'commit' });
    return {
        held: source => source.kind === 'files'
            ? { ...source, options: { ...source.options, ...holding(plan, source.options) } }
            : source,
        pass: (job, timed, seen) => pass({ job, plan, plane, tools: timed, seen }),
    };
}
const NOT_HELD_BACK = 'The rows of this job became visible without this step: none were held back for it to count';
async function pass(staged) {
    const { job, plan, tools } = staged;
    let last;
    try {
        last = await (0,watch/* follow */.e6)(job, plan, tools);
    }
    catch (error) {
        throw await interrupted(error, staged);
    }
    if (!last)
        throw new Error('a gate always waits');
    if (last.standing !== 'uncommitted') {
        if (last.standing === 'completed' && job.origin === 'given')
            tools.tell({ kind: 'noted', text: NOT_HELD_BACK });
        return last;
    }
    if (tools.signal.aborted)
        throw await interrupted((0,failures/* cancelledWaiting */.RD)(job.jobId), staged);
    const verdict = (0,job_verdict/* stagedRows */.qB)(last, plan.expectedRows);
    tools.tell({ kind: 'staged', rows: last.importedRows, holds: verdict.holds });
    if (!verdict.holds)
        throw (0,gate/* rowsRefused */.w$)({ jobId: job.jobId, abort: await abort(staged), why: verdict.says });
    if (plan.commit === 'manual')
        return last;
    return published(staged);
}
async function published(staged) {
    const { job, plan, tools, seen } = staged;
    const { jobId } = job;
    if (tools.clock.now() - tools.startedAt >= plan.timeout)
        throw await interrupted((0,failures/* timedOut */.iU)({ jobId, timeout: plan.timeout, last: seen.last }), staged);
    if (hasTime(staged))
        return publish(staged);
    const left = Math.max(0, serverTimeLeft(staged) ?? 0);
    throw (0,gate/* tooLateToCommit */.v1)({ jobId, abort: await abort(staged), left });
}
async function interrupted(error, staged) {
    if (!(error instanceof import_error/* ImportError */.Y) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
        return error;
    const { job, plan, seen } = staged;
    const { jobId } = job;
    const isCancelled = error.status === 'Cancelled';
    if (!seen.isSettled)
        return error;
    if (isCommitting(staged))
        return (0,gate/* committedLate */.to)(error, jobId);
    const end = { jobId, isCancelled, seen: whereSeen(staged) };
    if (plan.commit === 'manual' || job.origin === 'given')
        return (0,gate/* leftStaged */.o6)(end);
    const dropped = await abort(staged);
    return dropped.kind === 'committed' && !isCancelled
        ? (0,gate/* committedLate */.to)(error, jobId)
        : (0,gate/* endedUnstaged */.KV)({ ...end, abort: dropped });
}


/***/ }),

/***/ 5123:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   A3: () => (/* binding */ judgeFormats),
/* harmony export */   Vb: () => (/* binding */ nameOf),
/* harmony export */   be: () => (/* binding */ formatOf),
/* harmony export */   yU: () => (/* binding */ someOf)
/* harmony export */ });
/* unused harmony export extensionOf */
const FORMATS = {
    '.json': 'json',
    '.jsonl': 'jsonl',
    '.ndjson': 'jsonl',
    '.csv': 'csv',
    '.parquet': 'parquet',
    '.npy': 'npy',
};
const NAMES = {
    json: 'JSON',
    jsonl: 'JSON Lines',
    csv: 'CSV',
    parquet: 'Parquet',
    npy: 'NumPy',
};
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`';
function extensionOf(path) {
    return /\.[^./]+$/.exec(path.split('/').at(-1) ?? '')?.[0] ?? '';
}
function formatOf(path) {
    const extension = extensionOf(path);
    return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}
function nameOf(format) {
    return NAMES[format];
}
function judgeFormats(shown) {
    const unknown = shown.filter(path => formatOf(path) === undefined);
    if (unknown.length > 0)
        return { problems: [problemOfUnknown(unknown)] };
    const first = new Map();
    for (const path of shown) {
        const format = formatOf(path);
        if (format && !first.has(format))
            first.set(format, path);
    }
    const [[format] = []] = first;
    if (first.size <= 1)
        return format ? { format, problems: [] } : { problems: [] };
    const found = [...first].map(([each, path]) => `${NAMES[each]} (\`${path}\`)`).join(' and ');
    return { problems: [`\`path\` matches ${found}: a job takes one format, use one step for each`] };
}
function problemOfUnknown(paths) {
    const isCase = paths.every(path => formatOf(path.toLowerCase()) !== undefined);
    const why = isCase
        ? `with an upper-case extension: servers know only ${EXTENSIONS}, so rename`
        : `that no server imports: it takes ${EXTENSIONS}, so narrow the pattern (\`${narrower(paths)}\`) or exclude`;
    return `\`path\` matches ${someOf(paths)} ${why} ${paths.length === 1 ? 'it' : 'them'}`;
}
function narrower([path = '']) {
    const folder = path.split('/').slice(0, -1).join('/');
    return `${folder && `${folder}/`}*.parquet`;
}
function someOf(paths, most = 3) {
    const shown = paths
        .slice(0, most)
        .map(path => `\`${path}\``)
        .join(', ');
    return paths.length > most ? `${shown} and ${paths.length - most} more` : shown;
}


/***/ })

};
