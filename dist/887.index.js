export const id = 887;
export const ids = [887];
export const modules = {

/***/ 4887:
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
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
// EXTERNAL MODULE: ./words/format.js
var words_format = __webpack_require__(980);
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

// EXTERNAL MODULE: ./model/formats.js
var model_formats = __webpack_require__(6891);
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

// EXTERNAL MODULE: ./job/patience.js
var job_patience = __webpack_require__(6606);
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
function look(tools, question) {
    return (0,ask/* ask */.kA)(tools, question, { timeout: job_patience/* CALL */.XV, patience: job_patience/* LOOK */.og });
}
function nearestOf(name, names) {
    const found = 'answer' in names ? nearest(name, names.answer) : [];
    if (found.length === 0)
        return '';
    return `; the nearest ${found.length === 1 ? 'is' : 'are'} ${found.join(', ')}`;
}

;// CONCATENATED MODULE: ./checks/files.js





function grouped(files, folder) {
    const { set = [], single = [] } = Object.groupBy(files, ({ name }) => name.endsWith('.npy') ? 'set' : 'single');
    return [
        ...single.map(file => ({ name: file.name, format: (0,model_formats/* formatOf */.b)(file.name), files: [file] })),
        ...(set.length > 0 ? [{ name: folder, format: 'npy', files: set }] : []),
    ];
}
function seenLocally(files, isCloud, tier) {
    const folders = Map.groupBy(files, ({ path }) => path.slice(0, path.lastIndexOf('/') + 1));
    const groups = [...folders].flatMap(([folder, inside]) => {
        const seen = inside.map(({ path, location, size: bytes }) => {
            const name = (0,model_formats/* formatOf */.b)(path) === 'npy' ? path.slice(folder.length) : path;
            return { name, size: bytes, etag: '', open: () => localReader(location) };
        });
        return grouped(seen, folder || './');
    });
    const there = ok('files', `${(0,words_format/* plural */.LS)(files.length, 'file')} of the runner, ${inUnits(bytesOf(files))}`);
    const found = [there, ...(isCloud ? checkLimits(groups, tier, false) : [])];
    return { found, groups, unseen: [], content: undefined };
}
function checkLimits(groups, tier, isCut) {
    if (groups.length === 0)
        return [];
    const { files, bytesPerFile, bytes } = limitsOf(tier ?? 'dedicated');
    const tooLarge = (what, has, most) => failed('limits', { code: 'FileTooLarge', text: `${what} ${inUnits(has)}, a job takes ${most}` });
    const found = [];
    if (groups.length > files) {
        const least = `${isCut ? 'more than ' : ''}${(0,words_format/* plural */.LS)(groups.length, 'file')}`;
        const text = `There are ${least}, a job takes ${(0,words_format/* count */.U9)(BigInt(files))}`;
        found.push(failed('limits', { code: 'TooManyFiles', text }));
    }
    const sized = groups.map(({ name, files: own }) => ({ name, size: bytesOf(own) }));
    for (const file of sized.filter(each => each.size > bytesPerFile))
        found.push(tooLarge(`${file.name} has`, file.size, `${inUnits(bytesPerFile)} in one file`));
    if (found.length > 0)
        return found;
    const all = bytesOf(sized);
    if (all > bytes)
        return [tooLarge('The files have', all, inUnits(bytes))];
    const whose = tier === undefined ? 'the widest limits of any plan' : 'the limits of the plan';
    return [ok('limits', `Number and sizes of the files seen are within ${whose}`)];
}
function bytesOf(files) {
    return files.reduce((sum, file) => sum + file.size, 0);
}
function inUnits(bytes) {
    return (0,words_format/* size */.Ej)(BigInt(bytes));
}

// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
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
    const formats = new Set(paths.map(model_formats/* formatOf */.b).filter(format => format !== undefined));
    const doubtful = [...formats].filter(format => STRANGE_TO[format]?.some(version => possible.includes(version)));
    if (formats.size === 0)
        return { found: [], versions: possible };
    if (doubtful.length === 0)
        return { found: [ok('formats', `${listed(formats)}, which the server reads`)], versions: possible };
    const versions = plane ? await versionsBy(plane, possible, tools) : possible;
    const found = doubtful.map(format => {
        const refusing = STRANGE_TO[format]?.filter(version => versions.includes(version)) ?? [];
        if (refusing.length === 0)
            return ok('formats', `${(0,model_formats/* nameOf */.V)(format)}, which the server reads`);
        const text = `Milvus ${refusing.join(' and ')} does not read ${(0,model_formats/* nameOf */.V)(format)}`;
        return refusing.length === versions.length
            ? failed('formats', { code: 'FormatUnsupported', text })
            : unknown('formats', `${text}; which version this is, is not known`);
    });
    return { found, versions };
}
function listed(formats) {
    return [...formats].map(model_formats/* nameOf */.V).join(', ');
}

;// CONCATENATED MODULE: ./model/collection.js
const VERSIONS = ['2.4', '2.5', '2.6', '3.0'];
function since(version) {
    return VERSIONS.slice(VERSIONS.indexOf(version));
}

;// CONCATENATED MODULE: ./files/findings.js
function judge(findings, possible) {
    const failed = [];
    const unknown = [];
    for (const finding of findings) {
        const { text, refusedBy = possible } = finding;
        const refusing = possible.filter(version => refusedBy.includes(version));
        if (refusing.length === possible.length)
            failed.push(finding);
        else if (refusing.length > 0)
            unknown.push(`${text} (refused by Milvus ${refusing.join(', ')})`);
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
function missingFile(set, { name, type }) {
    const text = NO_FORM.includes(type)
        ? `${set} can't be imported: the collection's ${name} is ${type}, which NumPy files can't hold`
        : `${set} has no file ${name}.npy`;
    return { text, isMissing: true };
}
function checkHeader({ name: file, header }, field, schema) {
    const why = whyForbidden(field, schema);
    if (why !== undefined)
        return [{ text: `${file} must not be there: ${why}` }];
    const rule = RULES[field.type];
    if (!rule || header.dtype === '')
        return [];
    const dtype = plainType(header.dtype);
    const text = `${file} holds ${header.dtype}, the collection's ${field.name} is ${fieldText(field)}`;
    if (!rule.types.includes(dtype))
        return [{ text }];
    const wrongShape = checkShape(file, header, field, rule.lengthOf?.(field.dim, dtype));
    const isLater = /^B?Float16Vector$/.test(field.type) && dtype !== 'u1';
    return isLater ? [...wrongShape, { text, refusedBy: ['2.4', '2.5', '2.6'] }] : wrongShape;
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
    const wanted = isVector ? `(rows, ${length ?? field.dim})` : '(rows)';
    const is = `the collection's ${field.name} is ${fieldText(field)} and takes ${wanted}`;
    return [{ text: `${file} has the shape (${shape.join(', ')}), ${is}` }];
}
function checkRows(set, files) {
    const [first, ...others] = files;
    const other = others.find(({ header }) => header.rows !== first?.header.rows);
    if (!first || !other || files.some(({ header }) => header.rows === 0))
        return [];
    const rows = `${first.field}.npy has ${first.header.rows} rows, ${other.field}.npy has ${other.header.rows}`;
    return [{ text: `${set}: ${rows}` }];
}
function checkNullable(set, { fields }) {
    const field = fields.find(({ nullable }) => nullable);
    if (!field)
        return [];
    const text = `${set} can't be imported where a field is nullable, as ${field.name} is`;
    return [{ text, refusedBy: ['2.5'] }];
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
function missingColumn(file, { name }, names) {
    const namesake = names.find(other => other.toLowerCase() === name.toLowerCase());
    const hint = namesake === undefined ? '' : `; it has ${namesake}, but case counts`;
    return { text: `${file} has no column ${name}${hint}` };
}
function checkColumn(file, column, names, schema) {
    const { name } = column;
    const field = fieldOf(name, schema);
    if (!field)
        return schema.structFields.includes(name) ? [] : [unknownColumn(file, name)];
    const why = whyForbidden(field, schema);
    if (why !== undefined)
        return [{ text: `${file} has the column ${name}, but ${why}` }];
    if (names.filter(other => other === name).length > 1)
        return [{ text: `${file} has more than one column ${name}` }];
    const found = checkType(file, column, field);
    return found.length > 0
        ? found
        : [...checkDimension(file, column, field), ...checkNulls(file, column, field)];
}
function unknownColumn(file, name) {
    const text = `${file} has the column ${name}, which the collection does not have`;
    return { text, refusedBy: ['2.4', '2.5'] };
}
function fieldOf(name, { fields, dynamic }) {
    return fields.find(field => field.name === name) ?? (dynamic && name === '$meta' ? META : undefined);
}
const META = {
    ...{ name: '$meta', type: 'JSON', nullable: false, hasDefault: true },
    ...{ elementType: undefined, dim: undefined },
    ...{ primaryKey: false, autoId: false, partitionKey: false, functionOutput: false },
};
function checkType(file, { name, type }, field) {
    const refusedBy = refusedTypes(type, field);
    if (refusedBy.length === 0)
        return [];
    const is = `the collection's ${name} is ${fieldText(field)}`;
    return [{ text: `${file}: column ${name} is ${typeText(type)}, ${is}${hintOn(type)}`, refusedBy }];
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
    const codec = known.flatMap(({ codecs }) => codecs).find(each => UNKNOWN_CODECS.includes(each));
    if (codec === undefined)
        return [];
    const use = 'use snappy, zstd, gzip, brotli or none';
    return [{ text: `${file} is compressed with ${codec}, which Milvus does not read; ${use}` }];
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
    return [{ text }];
}
function checkNulls(file, { chunks }, field) {
    if (field.nullable || field.hasDefault || !isScalar(field))
        return [];
    const nulls = chunks.reduce((sum, chunk) => sum + (chunk.nulls ?? 0n), 0n);
    if (nulls === 0n)
        return [];
    const found = `${nulls} ${nulls === 1n ? 'null' : 'nulls'}`;
    const text = `${file}: column ${field.name} holds ${found}, the collection's ${field.name} is not nullable`;
    return [{ text, refusedBy: field.type === 'JSON' ? VERSIONS : ['2.5', '2.6', '3.0'] }];
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
        return { isProof: false, broken: `has a footer of ${length} bytes` };
    const missing = length > tail.length ? await read(size - length, start) : new Uint8Array();
    const { parquetMetadata, parquetSchema } = await __webpack_require__.e(/* import() */ 979).then(__webpack_require__.bind(__webpack_require__, 8979));
    try {
        const metadata = parquetMetadata(Buffer.concat([missing, tail]), { geoparquet: false });
        return footerOf(metadata, parquetSchema(metadata));
    }
    catch {
        return { isProof: false, broken: 'has a footer that could not be read' };
    }
}
function noFooter(broken) {
    return { isProof: true, broken };
}
function footerOf(metadata, root) {
    const origins = originsOf(metadata, root.children.length);
    return {
        rows: metadata.num_rows,
        columns: root.children.map((column, index) => columnOf(column, origins?.[index], metadata.row_groups)),
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

;// CONCATENATED MODULE: ./files/check.js





async function readParquetHead(name, reader) {
    const footer = await readParquetFooter(reader);
    return 'broken' in footer ? { kind: 'broken', name, ...footer } : { kind: 'parquet', name, footer };
}
function numpyHead(set, files) {
    const whole = [];
    for (const { name, header } of files) {
        if ('broken' in header)
            return { kind: 'broken', name, ...header };
        whole.push({ name, field: name.replace(/^.*\/|\.npy$/g, ''), header });
    }
    return { kind: 'numpy', name: set, files: whole };
}
function checkFile(head, schema, possible = VERSIONS) {
    switch (head.kind) {
        case 'parquet':
            return judge(checkFooter(head.name, head.footer, schema), possible);
        case 'numpy':
            return judge(checkHeaders(head.name, head.files, schema), possible);
        case 'broken': {
            const text = `${head.name} ${head.broken}`;
            return head.isProof ? { failed: [{ text }], unknown: [] } : { failed: [], unknown: [text] };
        }
    }
}
function rowsOf(head) {
    if (head.kind === 'broken')
        return undefined;
    if (head.kind === 'parquet')
        return head.footer.rows;
    const [first, ...others] = head.files.map(({ header }) => header.rows);
    return first === undefined || others.some(rows => rows !== first) ? undefined : BigInt(first);
}

;// CONCATENATED MODULE: ./files/numpy.js
const MAGIC = '\x93NUMPY';
const HEAD = 4096;
const UNREADABLE = { isProof: false, broken: 'has a header that could not be read' };
async function readNumpyFile({ size, read }) {
    return readNumpyHeader(await read(0, Math.min(size, HEAD)));
}
function readNumpyHeader(bytes) {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (head.length < 12 || head.toString('latin1', 0, MAGIC.length) !== MAGIC) {
        return { isProof: true, broken: 'is no NumPy file: it does not begin as one' };
    }
    const isFirst = head[6] === 1;
    const start = isFirst ? 10 : 12;
    const length = isFirst ? head.readUInt16LE(8) : head.readUInt32LE(8);
    if (start + length > head.length)
        return UNREADABLE;
    return headerOf(head.toString('latin1', start, start + length));
}
function headerOf(text) {
    const [, dtype] = /['"]descr['"]\s*:\s*(?:['"]([^'"]*)['"]|\[)/.exec(text) ?? [undefined];
    const [, lengths] = /['"]shape['"]\s*:\s*\(([\d,\sL]*)\)/.exec(text) ?? [];
    if (lengths === undefined || !/['"]descr['"]/.test(text))
        return UNREADABLE;
    const shape = (lengths.match(/\d+/g) ?? []).map(Number);
    return { dtype: dtype ?? '', shape, rows: shape[0] ?? 1 };
}

// EXTERNAL MODULE: ./model/service.js
var service = __webpack_require__(6324);
// EXTERNAL MODULE: ./storage/tries.js
var tries = __webpack_require__(8874);
;// CONCATENATED MODULE: ./checks/heads.js








const MOST_HEADS = 20;
const HEADS_AT_ONCE = 5;
const MOST_OF_SET = 256;
const MOST_FINDINGS = 50;
async function readHeads(groups, isAll) {
    const telling = groups.filter(({ format }) => format === 'parquet' || format === 'npy');
    const chosen = isAll ? telling : telling.slice(0, MOST_HEADS);
    return (0,tries/* atOnce */.z)(HEADS_AT_ONCE, chosen, async (group) => ({ group, head: await headOf(group) }));
}
async function headOf({ name, format, files }) {
    const [first] = files;
    if (files.length > MOST_OF_SET || !first)
        return `${name} holds ${(0,words_format/* plural */.LS)(files.length, 'file')}, too many for a set`;
    try {
        if (format === 'parquet')
            return await opened(first, reader => readParquetHead(name, reader));
        const read = async (file) => ({ name: file.name, header: await opened(file, readNumpyFile) });
        return numpyHead(name, await (0,tries/* atOnce */.z)(HEADS_AT_ONCE, files, read));
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
        found.push(unknown('schema', `${(0,words_format/* plural */.LS)(silent, 'file')} in a format that does not show its columns`));
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
    const { own = [], missing = [] } = Object.groupBy(proofs, ({ isMissing }) => isMissing ? 'missing' : 'own');
    return { failed: own, unknown: [...open, ...missing.map(({ text }) => text)] };
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
        return `${name} is ${format ? (0,model_formats/* nameOf */.V)(format) : 'in no format that servers know'}, which does not show how many rows it has`;
    return `${name} does not show how many rows it has`;
}

// EXTERNAL MODULE: ./steps/alias.js
var steps_alias = __webpack_require__(9877);
// EXTERNAL MODULE: ./steps/gate.js + 1 modules
var gate = __webpack_require__(827);
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
async function checkPublishing(plan, { plane, silence, schema, found: before }, tools) {
    if (plan.searchable === 'off')
        return [];
    if (silence) {
        const text = '`searchable` would not work: the address that answers queries could not be reached';
        return [failed('searchable', { code: 'DataPlaneUnreachable', text, failure: silence })];
    }
    const isHopeless = before.some(({ result }) => result === 'failed');
    const found = isHopeless ? [] : [await searchableCheck(plan, schema, tools)];
    if (plan.alias !== undefined && plane)
        found.push(await aliasCheck(plane, plan.alias, plan, tools));
    return found;
}
async function searchableCheck(plan, schema, tools) {
    let isToLoad = false;
    const check = await kept('searchable', async () => {
        const rows = await (0,searchable/* probe */.d)(plan, tools);
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

// EXTERNAL MODULE: ./words/url.js
var words_url = __webpack_require__(8870);
;// CONCATENATED MODULE: ./checks/sources.js









const FIRST = 64 * 1024;
async function lookAtSource(url, { tools, credentials, mostFiles, patience }) {
    const line = (0,words_url/* withoutQuery */.j$)(url);
    const nothing = { line, groups: [], found: [] };
    const located = await tools.locate(url, credentials);
    if (typeof located === 'string')
        return { ...nothing, unseen: { why: located, isTrouble: false } };
    const { place, key } = located;
    const isFolder = key === '' || key.endsWith('/') || key.endsWith('*.npy');
    const look = async (options) => isFolder
        ? folderSeen(line, await place.list(key.replace(/\*\.npy$/, ''), mostFiles, options), place, key, tools)
        : fileSeen(line, await place.read(key, 0, FIRST, options), place, tools);
    const asked = await (0,ask/* ask */.kA)(tools, look, { timeout: job_patience/* CALL */.XV, patience: patience() });
    if ('answer' in asked)
        return asked.answer;
    const { refusal, failure } = asked;
    const isTrouble = refusal === 'transient' || refusal === 'rateLimited';
    const why = `${meaningOf(failure.httpStatus)} (${(0,job/* failureWords */.AC)(failure)})`;
    return { ...nothing, unseen: { why, isTrouble } };
}
function meaningOf(status) {
    if (status === undefined)
        return 'no answer came';
    if (status === 401 || status === 403)
        return 'access was refused';
    return status >= 300 && status < 400 ? 'it leads to another address' : 'the answer was not usable';
}
function missing(line, what) {
    return {
        line,
        groups: [],
        found: [failed('objects', { code: 'ObjectMissing', text: `There is no ${what}` })],
    };
}
function fileSeen(line, part, place, tools) {
    if (!part)
        return missing(line, line);
    const { size, etag, bytes } = part;
    const file = { name: baseName(line), size, etag, open: opening(place, part, tools, bytes) };
    return { line, groups: [{ name: file.name, format: (0,model_formats/* formatOf */.b)(file.name), files: [file] }], found: [] };
}
function folderSeen(line, listing, place, key, tools) {
    if (!listing)
        return missing(line, `bucket of ${line}`);
    const { objects, folders, isCut } = listing;
    const isWanted = (object) => !object.key.endsWith('/') && (!key.endsWith('*.npy') || object.key.endsWith('.npy'));
    const files = objects.filter(isWanted).map(object => ({
        ...{ name: baseName(object.key), size: object.size, etag: object.etag },
        open: opening(place, object, tools, new Uint8Array()),
    }));
    const { known = [], strange = [] } = Object.groupBy(files, ({ name }) => (0,model_formats/* formatOf */.b)(name) === undefined ? 'strange' : 'known');
    const groups = grouped(known, line);
    const found = mixedFormats(line, groups);
    if (files.length + folders.length === 0)
        found.push(failed('objects', { code: 'FolderEmpty', text: `There is no file in ${line}` }));
    const [stranger, ...others] = strange;
    if (stranger) {
        const more = others.length > 0 ? ` and ${(0,words_format/* plural */.LS)(others.length, 'other file')}` : '';
        found.push(unknown('formats', `${line} holds ${stranger.name}${more}, in no format that servers know`));
    }
    const inside = `${line} holds ${(0,words_format/* plural */.LS)(folders.length, 'folder')}`;
    if (folders.length > 0)
        found.push(unknown('formats', `${inside}, too, and this check does not look into folders`));
    return { line, groups, found, isCut };
}
function mixedFormats(line, groups) {
    const formats = new Map(groups.map(({ format, files }) => [format, files[0]?.name ?? '']));
    if (formats.size <= 1)
        return [];
    const names = [...formats].map(([format, file]) => `${format ? (0,model_formats/* nameOf */.V)(format) : ''} (${file})`);
    const text = `${line} holds ${names.join(' and ')}`;
    const isJson = [...formats.keys()].every(format => format === 'json' || format === 'jsonl');
    return isJson
        ? [unknown('formats', `${text}: not every server takes them together`)]
        : [failed('formats', { code: 'MixedFormats', text })];
}
function opening(place, { key, size, etag }, tools, first) {
    return async () => ({
        size,
        async read(from, to) {
            if (to <= first.length)
                return first.subarray(from, to);
            const question = (options) => place.read(key, from, to, options);
            const asked = await (0,ask/* ask */.kA)(tools, question, { timeout: job_patience/* CALL */.XV, patience: 0 });
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

;// CONCATENATED MODULE: ./checks/objects.js







const MOST_LINES = 20;
const LOOKS_AT_ONCE = 5;
async function checkObjects({ urls, credentials }, tier, isAll, tools) {
    const lines = isAll ? urls : urls.slice(0, MOST_LINES);
    const startedAt = tools.clock.now();
    const patience = () => Math.max(0, startedAt + job_patience/* LOOK_AT_OBJECTS */.DP - tools.clock.now());
    const sight = { tools, credentials, mostFiles: limitsOf(tier ?? 'dedicated').files, patience };
    const sources = await (0,tries/* atOnce */.z)(LOOKS_AT_ONCE, lines, url => lookAtSource(url, sight));
    const groups = sources.flatMap(source => source.groups);
    const files = groups.flatMap(group => group.files);
    const facts = sources.flatMap(({ line, groups: own }) => own.flatMap(group => group.files.map(({ name, size, etag }) => [line, name, size, etag])));
    const isTrouble = sources.some(({ unseen }) => unseen?.isTrouble);
    const skipped = urls.length - lines.length;
    const own = Object.groupBy(sources.flatMap(({ found }) => found), ({ name }) => (name === 'objects' ? 'there' : 'formats'));
    const there = ok('objects', `${(0,words_format/* plural */.LS)(files.length, 'file')} found, ${inUnits(bytesOf(files))}`);
    const cut = `Only the first ${lines.length} sources were looked at, of ${urls.length}`;
    return {
        groups,
        unseen: [
            ...sources.flatMap(({ line, unseen }) => (unseen ? [`${line}: ${unseen.why}`] : [])),
            ...(skipped > 0 ? [`only the first ${lines.length} sources were looked at`] : []),
        ],
        content: isTrouble || groups.length === 0 ? undefined : JSON.stringify(facts),
        found: [
            ...(files.length > 0 ? [there] : []),
            ...(own.there ?? []),
            ...unseenIn(sources),
            ...(skipped > 0 ? [unknown('objects', cut)] : []),
            ...(own.formats ?? []),
            ...checkLimits(groups, tier, sources.some(({ isCut }) => isCut)),
        ],
    };
}
function unseenIn(sources) {
    const byReason = Map.groupBy(sources, ({ unseen }) => unseen?.why);
    byReason.delete(undefined);
    return [...byReason].map(([why, [first, ...others]]) => {
        const which = others.length === 0 ? first?.line : (0,words_format/* plural */.LS)(others.length + 1, 'source');
        return unknown('objects', `Nothing is known of ${which}: ${why}`);
    });
}

;// CONCATENATED MODULE: ./checks/remembered.js


const QUESTIONS = [
    ...['has', 'databases', 'list', 'describe', 'hasPartition', 'partitions', 'count'],
    ...['aliasTarget', 'hasTwoPhases'],
];
function remembering(tools) {
    const memory = { answers: new Map(), isOver: false };
    let remembered;
    const openDataPlane = async (options) => {
        const plane = await tools.openDataPlane(options);
        if (typeof plane === 'string')
            return plane;
        remembered ??= rememberedPlane(plane, memory);
        return remembered;
    };
    return { tools: { ...tools, openDataPlane }, forget: () => forget(memory) };
}
function forget(memory) {
    memory.isOver = true;
    memory.answers.clear();
}
function rememberedPlane(plane, memory) {
    const { answers } = memory;
    const asked = QUESTIONS.map(name => {
        const question = plane[name];
        const once = (...values) => {
            if (memory.isOver)
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
        ...plane,
        ...Object.fromEntries(asked),
        load(name, options) {
            forget(memory);
            return plane.load(name, options);
        },
    };
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



async function checkReceiver(plan, into, tools) {
    const found = [];
    const cluster = await checkCluster(plan, found, tools);
    const known = {
        ...{ found, plane: undefined, silence: undefined, schema: undefined },
        ...{ versions: VERSIONS, tier: cluster?.tier },
    };
    if (found.some(({ result }) => result === 'failed'))
        return known;
    if (!cluster && plan.connection.api !== 'milvus' && plan.connection.dataEndpoint === undefined) {
        found.push(unknown('collection', 'Not checked: its endpoint is not known'));
        return known;
    }
    const opened = await look(tools, options => tools.openDataPlane(options));
    if ('refusal' in opened) {
        found.push(refused('data plane', opened));
        return { ...known, silence: opened.failure };
    }
    const plane = opened.answer;
    if (typeof plane === 'string') {
        found.push(unknown('data plane', `The collection is not checked: ${plane}`));
        return known;
    }
    const login = await checkLogin(plane, plan, into, tools);
    found.push(...login.found);
    if (login.silence)
        return { ...known, silence: login.silence };
    if (!login.goesOn)
        return { ...known, plane };
    const { schema, ...collection } = await collectionChecks(plane, into, tools);
    found.push(...collection.found);
    if (into.partitionName !== undefined)
        found.push(await partitionCheck(plane, into.collectionName, into.partitionName, schema, tools));
    return { ...known, plane, schema, versions: schema ? since(schema.oldest) : VERSIONS };
}
async function checkCluster({ connection, target }, found, tools) {
    if (connection.api === 'milvus')
        return undefined;
    const seen = await look(tools, options => tools.findCluster(options));
    if ('answer' in seen) {
        const cluster = seen.answer;
        const isSeen = typeof cluster !== 'string';
        found.push(isSeen ? ofStatus(cluster) : unknown('cluster', `Not checked: ${cluster}`));
        return isSeen ? cluster : undefined;
    }
    const { refusal, failure } = seen;
    const name = target.kind === 'cluster' ? target.clusterId : '';
    if (failure.kind === 'code' && failure.code === CLUSTER_MISSING) {
        const text = `There is no cluster ${name}, or the API key has no access to it`;
        found.push(failed('cluster', { code: 'ClusterNotRunning', text }));
    }
    else if (refusal === 'noCredentials' && failure.httpStatus !== 407) {
        const text = 'The server does not accept the API key';
        found.push(failed('credentials', { code: 'NotPermitted', text, failure }));
    }
    else
        found.push(refused('cluster', seen));
    return undefined;
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











async function preflight(plan, task, given, local) {
    const { tools, forget: over } = remembering(given);
    const receiver = await checkReceiver(plan, task.into, tools);
    const commit = await checkCommit(plan, tools);
    const files = await checkFiles(plan, task, receiver, local, tools);
    const publishing = await checkPublishing(plan, receiver, tools);
    (0,ask/* stopIfCancelled */.FE)(given.signal);
    const found = [...receiver.found, ...commit, ...publishing, ...files.found, NOT_CHECKED];
    const checks = found.map(({ name, result, text }) => ({ name, result, text }));
    given.tell({ kind: 'checked', checks });
    throwFailures(found);
    const { rows, content } = files;
    return { tools, over, rows, content };
}
async function countRowsOfFiles(task, tools, local) {
    const seen = await seeFiles(task, undefined, true, local, tools);
    const heads = await readHeads(seen.groups, true);
    (0,ask/* stopIfCancelled */.FE)(tools.signal);
    const { rows, found } = rowsFound(seen, heads);
    throwFailures([...seen.found, ...found]);
    tools.tell({
        kind: 'noted',
        text: `The files hold ${(0,words_format/* rowCount */.oW)(rows)}, according to their footers and headers`,
    });
    return { tools, over() { }, rows, content: seen.content };
}
const NOT_CHECKED = unknown('row values', 'Not checked here: the server checks the values of all rows');
function throwFailures(found) {
    const [first, ...others] = found.flatMap(({ proof }) => (proof ? [proof] : []));
    if (first)
        throw (0,checks/* checksFailed */.F_)([first, ...others]);
}
async function checkFiles(plan, task, receiver, local, tools) {
    const isCounted = plan.expectedRows?.kind === 'files';
    const seen = await seeFiles(task, receiver.tier, isCounted, local, tools);
    const names = namesOf(task, local);
    const isMilvus = plan.connection.api === 'milvus';
    const formats = isMilvus
        ? await checkFormats(names, receiver.plane, receiver.versions, tools)
        : { found: [], versions: receiver.versions };
    const heads = await readHeads(seen.groups, isCounted);
    const schema = checkHeads(seen.groups, heads, receiver.schema, formats.versions);
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
async function seeFiles({ source, into }, tier, isAll, local, tools) {
    const isCloud = into.target.kind !== 'instance';
    switch (source.kind) {
        case 'objects':
            return checkObjects(source, tier, isAll, tools);
        case 'volume':
            return preflight_hidden('files of a volume cannot be looked at from here');
        case 'files':
            return preflight_hidden('the bucket of Milvus cannot be looked at from here');
        case 'local':
            return local ? seenLocally(local, isCloud, tier) : preflight_hidden('the files of the runner are not known yet');
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


/***/ }),

/***/ 9516:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ storage),
/* harmony export */   e: () => (/* binding */ EXPIRED)
/* harmony export */ });
/* harmony import */ var _entry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1965);

const putRight = 'The keys need the right to write below `objectUrl` (`s3:PutObject` and `s3:AbortMultipartUpload`; on Google Cloud `storage.objects.create`; on Azure a SAS with `w` and `c`).';
const pair = 'Check that `accessKey` and `secretKey` are one pair and copied completely; temporary keys need their `sessionToken` too.';
const bucket = 'Check the bucket (Azure: account and container) in `objectUrl`, and `storageEndpoint`.';
const region = 'Set `storageRegion` to the region of the bucket.';
const expired = 'Run the step with new keys that outlive upload and import: move the login step next to this one, or raise `role-duration-seconds` (AWS) or `access_token_lifetime` (Google Cloud). A volume needs no keys.';
const corrupted = 'Run the step again; if it happens again, look for a proxy that changes what passes through it.';
const clock = 'Set the clock of the self-hosted runner: signatures are valid for 15 minutes.';
const EXPIRED = 'ExpiredToken ExpiredTokenException SecurityTokenExpired InvalidToken InvalidSecurityToken TokenRefreshRequired AuthenticationRequired';
const STORE = [
    ['AccessDenied AuthorizationPermissionMismatch', 'stop', 'The store did not allow the upload', putRight],
    ['InvalidAccessKeyId SignatureDoesNotMatch', 'stop', 'The store does not accept the keys', pair],
    ['AuthenticationFailed AuthorizationFailure', 'stop', 'The store does not accept the SAS', 'Check that the SAS in `sessionToken` is complete, is valid now, and has the rights `w` and `c` for this container; check the firewall of the storage account.'],
    ['NoSuchBucket ContainerNotFound ResourceNotFound', 'stop', 'The bucket does not exist', bucket],
    [`${EXPIRED} RequestExpired`, 'stop', 'The keys of the store have expired', expired],
    ['PermanentRedirect AuthorizationHeaderMalformed', 'stop', 'The bucket is in another region', region],
    ['RequestTimeTooSkewed', 'stop', "The clock of the runner differs too much from the store's", clock],
    ['EntityTooLarge', 'stop', 'A file is larger than the store accepts', 'Split it into smaller files.'],
    ['QuotaExceeded XMinioStorageFull', 'stop', 'The store is full', 'Free space, or raise the quota of the bucket.'],
    ['BadDigest XAmzContentSHA256Mismatch Md5Mismatch', 'later', 'A file did not arrive as it was sent', corrupted],
    ['NoSuchUpload', 'stop', 'The store has dropped an unfinished upload', 'Check lifecycle rules of the bucket that abort multipart uploads, then run again.'],
    ['SlowDown ServerBusy Throttling ThrottlingException RequestLimitExceeded', 'later', 'The store throttled the upload', 'Run the step again later.'],
    ['RequestTimeout OperationTimedOut IncompleteBody OperationAborted ServiceUnavailable', 'later', 'The store did not finish the request in time', 'Run the step again; if it happens again, check the network between runner and store.'],
];
const storage = (0,_entry_js__WEBPACK_IMPORTED_MODULE_0__/* .entries */ .jO)(STORE);


/***/ }),

/***/ 6891:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ nameOf),
/* harmony export */   b: () => (/* binding */ formatOf)
/* harmony export */ });
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
function formatOf(path) {
    const extension = /\.[^./]+$/.exec(path)?.[0] ?? '';
    return Object.hasOwn(FORMATS, extension) ? FORMATS[extension] : undefined;
}
function nameOf(format) {
    return NAMES[format];
}


/***/ }),

/***/ 827:
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
// EXTERNAL MODULE: ./job/verdict.js
var verdict = __webpack_require__(8168);
// EXTERNAL MODULE: ./job/limits.js
var limits = __webpack_require__(6793);
// EXTERNAL MODULE: ./job/patience.js
var patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./job/refusals.js
var refusals = __webpack_require__(6924);
// EXTERNAL MODULE: ./words/job.js
var words_job = __webpack_require__(9796);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
// EXTERNAL MODULE: ./steps/watch.js + 1 modules
var watch = __webpack_require__(8883);
;// CONCATENATED MODULE: ./steps/commit.js









function whereSeen({ job: { last } }) {
    return last ? (0,words_job/* reached */.V6)(last) : '';
}
async function lastWord({ job, plan, tools }) {
    const last = await (0,watch/* follow */.e)(job, plan, tools);
    if (!last)
        throw new Error('a gate always waits');
    return last;
}
async function commit(staged) {
    const { job, plan, tools } = staged;
    const { clock, random, signal, tell } = tools;
    let sent = { mayBeCommitted: false, isForGood: false };
    tell({ kind: 'committing' });
    for (let tries = 1;; tries += 1) {
        if (hasTime(staged))
            sent = await send(staged, sent);
        const last = await settled(staged, sent);
        if (last.standing === 'completed')
            tell({ kind: 'committed', rows: last.importedRows });
        if (last.standing === 'failed' && sent.mayBeCommitted)
            throw (0,gate/* failedCommitting */.t8)(job.jobId, last.reason);
        if (last.standing !== 'uncommitted')
            return last;
        const left = job.startedAt + plan.timeout - clock.now();
        if (sent.isForGood || left <= 0)
            throw unpublished(staged, sent, last);
        const pause = sent.failure ? (0,ask/* pauseAfter */.l0)(tries, sent.failure, random) : patience/* COMMIT_POLL */.yM;
        await clock.sleep(Math.min(pause, left), signal);
    }
}
async function send({ job, plane, tools }, { mayBeCommitted }) {
    const asked = await (0,ask/* ask */.kA)(tools, options => plane.commit(job.jobId, options), { patience: 0 });
    if ('answer' in asked)
        return { mayBeCommitted: true, isForGood: false };
    const { failure, refusal } = asked;
    const isAborted = failure.kind === 'aborted';
    const isLost = failure.kind !== 'unsent' && (refusal === 'transient' || isAborted);
    const phase = (0,refusals/* readPhaseRefusal */.u)(failure);
    const isForGood = phase
        ? phase === 'autoCommit' || phase === 'jobMissing'
        : !isAborted && !(0,ask/* passesByItself */.uj)(asked);
    if (isLost && !tools.signal.aborted) {
        const text = `The commit got no answer (${(0,words_job/* failureWords */.AC)(failure)}): looking at the job`;
        tools.tell({ kind: 'noted', text });
    }
    return { mayBeCommitted: mayBeCommitted || isLost, failure, isForGood };
}
async function settled(staged, { mayBeCommitted, failure }) {
    const { jobId } = staged.job;
    try {
        return await lastWord(staged);
    }
    catch (error) {
        if (!(error instanceof import_error/* ImportError */.Y))
            throw error;
        if (mayBeCommitted && failure && error.status === 'TimedOut')
            throw (0,gate/* commitUnknown */.qN)(jobId, failure);
        if (mayBeCommitted)
            throw (0,gate/* committedLate */.to)(error, jobId);
        if (error.status === 'Cancelled')
            throw (0,gate/* leftStaged */.o6)({ jobId, isCancelled: true, seen: whereSeen(staged) });
        throw failure ? (0,gate/* commitRefused */.E9)(jobId, failure) : error;
    }
}
function unpublished({ job: { jobId }, plan: { timeout } }, sent, last) {
    const { failure, mayBeCommitted, isForGood } = sent;
    if (failure && (isForGood || !mayBeCommitted))
        return (0,gate/* commitRefused */.E9)(jobId, failure);
    return failure ? (0,gate/* commitUnknown */.qN)(jobId, failure) : (0,gate/* committedLate */.to)((0,failures/* timedOut */.iU)({ jobId, timeout, last }), jobId);
}
async function abort(staged) {
    const { job, plane, tools } = staged;
    const { clock, random, signal, service } = tools;
    const limit = (0,limits/* outliving */.W)(clock, signal, patience/* LAST_ABORT */.ak);
    const limited = { clock, random, signal: limit.signal };
    const timeout = signal.aborted ? patience/* LAST_ABORT */.ak / 2 : patience/* CALL */.XV;
    try {
        const asked = await (0,ask/* ask */.kA)(limited, options => plane.abort(job.jobId, options), { timeout });
        const seen = await (0,ask/* ask */.kA)(limited, options => service.describe(job.jobId, options), { timeout, patience: 0 });
        const now = 'answer' in seen ? seen.answer : undefined;
        const isCommitted = now?.standing === 'completed' || now?.state === 'Committing';
        const end = endOf(asked, { isFailed: now?.standing === 'failed', isCommitted }, staged);
        tools.tell({ kind: 'aborted', end: end.kind, state: now?.state });
        return end;
    }
    finally {
        limit.end();
    }
}
function endOf(asked, { isFailed, isCommitted }, staged) {
    if (isFailed)
        return { kind: 'aborted' };
    if (isCommitted)
        return { kind: 'committed' };
    if ('answer' in asked)
        return { kind: 'aborted' };
    const { failure, refusal } = asked;
    if ((0,refusals/* readPhaseRefusal */.u)(failure) === 'committed')
        return { kind: 'committed' };
    const left = serverTimeLeft(staged);
    return {
        kind: 'unconfirmed',
        failure,
        isRefused: refusal !== 'transient' && failure.kind !== 'aborted',
        dropsAt: left === undefined ? undefined : staged.tools.today() + left,
    };
}
function hasTime(staged) {
    const left = serverTimeLeft(staged);
    return left === undefined || left >= patience/* COMMIT_MARGIN */.XE;
}
function serverTimeLeft({ job, plan, tools }) {
    const total = job.origin === 'given' ? undefined : serverTimeout(plan);
    if (total === undefined)
        return undefined;
    if (job.origin === 'submitted')
        return total - (tools.clock.now() - job.startedAt);
    const createdAt = job.last?.createdAt;
    return createdAt === undefined ? undefined : total - (tools.today() - createdAt);
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

// EXTERNAL MODULE: ./steps/plane.js
var steps_plane = __webpack_require__(3751);
;// CONCATENATED MODULE: ./steps/gate.js







async function prepareGate(plan, tools) {
    const plane = await (0,steps_plane/* planeFor */.y)('commit', tools);
    const hasTwoPhases = await (0,steps_plane/* mustKnow */.J)('commit', tools, options => plane.hasTwoPhases(options));
    if (!hasTwoPhases)
        throw (0,checks/* checkFailed */.s_)('TwoPhaseUnsupported', { input: 'commit' });
    return {
        held(source) {
            if (source.kind !== 'files')
                return source;
            const isOpen = plan.commit === 'manual' || source.options['timeout'] !== undefined;
            const timeout = `${Math.ceil((serverTimeout(plan) ?? 0) / 1000)}s`;
            const options = { ...source.options, auto_commit: 'false', ...(isOpen ? {} : { timeout }) };
            return { ...source, options };
        },
        pass: (job, expected, seeing) => pass({ job, plan, plane, tools: seeing }, expected),
    };
}
const NOT_HELD_BACK = 'The rows of this job became visible without this step: none were held back for it to count';
async function pass(staged, expected) {
    const { job, plan, tools } = staged;
    const { jobId, startedAt } = job;
    const last = await lastWord(staged).catch(async (error) => {
        throw await interrupted(error, staged);
    });
    if (last.standing !== 'uncommitted') {
        if (last.standing === 'completed' && job.origin === 'given')
            tools.tell({ kind: 'noted', text: NOT_HELD_BACK });
        return last;
    }
    if (tools.signal.aborted)
        throw await interrupted((0,failures/* cancelledWaiting */.RD)(jobId), staged);
    const { holds, says } = (0,verdict/* stagedRows */.qB)(last, expected);
    tools.tell({ kind: 'staged', rows: last.importedRows, holds });
    if (!holds)
        throw (0,gate/* rowsRefused */.w$)(jobId, await abort(staged), says);
    if (plan.commit === 'manual')
        return last;
    if (tools.clock.now() - startedAt >= plan.timeout)
        throw await interrupted((0,failures/* timedOut */.iU)({ jobId, timeout: plan.timeout, last }), staged);
    if (hasTime(staged))
        return commit(staged);
    const left = Math.max(0, serverTimeLeft(staged) ?? 0);
    throw (0,gate/* tooLateToCommit */.v1)(jobId, await abort(staged), left);
}
async function interrupted(error, staged) {
    if (!(error instanceof import_error/* ImportError */.Y) || (error.status !== 'TimedOut' && error.status !== 'Cancelled'))
        return error;
    const { jobId, origin, isUnverified, last } = staged.job;
    if (isUnverified)
        return error;
    if (last?.state === 'Committing' || last?.standing === 'completed')
        return (0,gate/* committedLate */.to)(error, jobId);
    const isCancelled = error.status === 'Cancelled';
    const end = { jobId, isCancelled, seen: whereSeen(staged) };
    if (staged.plan.commit === 'manual' || origin === 'given')
        return (0,gate/* leftStaged */.o6)(end);
    const dropped = await abort(staged);
    return dropped.kind === 'committed' && !isCancelled
        ? (0,gate/* committedLate */.to)(error, jobId)
        : (0,gate/* endedUnstaged */.KV)(end, dropped);
}


/***/ }),

/***/ 6041:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   J8: () => (/* binding */ fileChanged),
/* harmony export */   KW: () => (/* binding */ cancelled),
/* harmony export */   gT: () => (/* binding */ asStoreFailure),
/* harmony export */   kB: () => (/* binding */ StoreFailure)
/* harmony export */ });
/* harmony import */ var _model_service_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6324);

class StoreFailure extends _model_service_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .R {
    constructor(failure) {
        super(failure);
    }
    with(more) {
        return new StoreFailure({ ...this.failure, ...more });
    }
}
function fileChanged(file, said) {
    return new StoreFailure({ kind: 'code', code: 'FileChanged', said, file });
}
function cancelled() {
    return new StoreFailure({ kind: 'aborted', code: 'Cancelled', said: '' });
}
function asStoreFailure(error) {
    if (error instanceof StoreFailure)
        return error;
    if (error instanceof _model_service_js__WEBPACK_IMPORTED_MODULE_0__/* .CallError */ .R)
        return new StoreFailure(error.failure);
    throw error;
}


/***/ }),

/***/ 6416:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ meaningOf)
/* harmony export */ });
/* harmony import */ var _errors_storage_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9516);

const EXPIRED_CODES = [..._errors_storage_js__WEBPACK_IMPORTED_MODULE_0__/* .EXPIRED */ .e.split(' '), 'InvalidAccessKeyId', 'Http401'];
const ELSEWHERE = ['AuthorizationHeaderMalformed', 'Http400'];
function meaningOf(failure) {
    const { kind, code, said, httpStatus = 0, region, date } = failure;
    switch (kind) {
        case 'aborted':
            return 'final';
        case 'unsent':
            return code === 'TlsFailed' ? 'final' : 'again';
        case 'interrupted':
        case 'unreadable':
            return 'again';
        case 'status':
        case 'code':
            if (code === 'RequestTimeTooSkewed')
                return date === undefined ? 'final' : 'skewed';
            if (region && ([301, 307].includes(httpStatus) || ELSEWHERE.includes(code)))
                return 'elsewhere';
            if (EXPIRED_CODES.includes(code))
                return 'expired';
            if ([400, 401, 403].includes(httpStatus) && /expired/i.test(said))
                return 'expired';
            return mayPass(code, httpStatus) ? 'again' : 'final';
    }
}
function mayPass(code, httpStatus) {
    if (httpStatus === 501)
        return false;
    const isLater = Object.hasOwn(_errors_storage_js__WEBPACK_IMPORTED_MODULE_0__/* .storage */ .I, code) && _errors_storage_js__WEBPACK_IMPORTED_MODULE_0__/* .storage */ .I[code]?.does === 'later';
    return code === 'InternalError' || isLater || [408, 425, 429].includes(httpStatus) || httpStatus >= 500;
}


/***/ }),

/***/ 8874:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ persistently),
/* harmony export */   z: () => (/* binding */ atOnce)
/* harmony export */ });
/* harmony import */ var _job_retry_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8999);
/* harmony import */ var _failure_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6041);
/* harmony import */ var _meaning_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6416);



const RETRIES = 5;
const LONGEST_WAIT = 120_000;
async function persistently(request, patience) {
    const { clock, random, signal, failed } = patience;
    for (let failures = 1;; failures += 1) {
        if (signal.aborted)
            throw (0,_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelled */ .KW)();
        try {
            return await request();
        }
        catch (error) {
            const failure = (0,_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .asStoreFailure */ .gT)(error);
            if ((0,_meaning_js__WEBPACK_IMPORTED_MODULE_2__/* .meaningOf */ .P)(failure.failure) !== 'again' || failures > RETRIES)
                throw failure;
            if (signal.aborted)
                throw (0,_failure_js__WEBPACK_IMPORTED_MODULE_1__/* .cancelled */ .KW)();
            const wait = Math.min(Math.max((0,_job_retry_js__WEBPACK_IMPORTED_MODULE_0__/* .backOff */ .fu)(failures, random), failure.failure.retryAfter ?? 0), LONGEST_WAIT);
            failed(failure, wait);
            await clock.sleep(wait, signal);
        }
    }
}
async function atOnce(most, items, work) {
    const results = [];
    const failures = [];
    const queue = items.entries();
    const worker = async () => {
        for (const [index, item] of queue) {
            if (failures.length > 0)
                return;
            try {
                results[index] = await work(item);
            }
            catch (error) {
                failures.push(error);
            }
        }
    };
    await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
    if (failures.length > 0)
        throw failures[0];
    return results;
}


/***/ })

};
