import type { Entry, ReasonEntry } from './entry.ts'

type Kind = Entry & { readonly kind: string }

const dimension: Kind = {
  kind: 'dimension',
  title: "A vector does not have the collection's dimension",
  advice: 'Write the vectors with the dimension of the field, or import into a collection made for them.',
}
const fieldMissing: Kind = {
  kind: 'fieldMissing',
  title: 'A file lacks a field of the collection',
  advice:
    'Add the field to the files (upper and lower case count), or give it a default or make it nullable in the collection.',
}
const lacks = 'A file lacks a field of the collection: `$1`'
const fieldUnknown: Kind = {
  kind: 'fieldUnknown',
  title: 'A file has a field that the collection does not know',
  advice:
    'Remove it from the files (upper and lower case count), or enable the dynamic field of the collection.',
}
const unknown = 'A file has the field `$1`, which the collection does not know'
const fieldType: Kind = {
  kind: 'fieldType',
  title: "A column does not have its field's type",
  advice: 'Write the column with the type that the collection gives the field.',
}
const functionOutput: Kind = {
  kind: 'functionOutput',
  title: 'A file holds a field that the server computes itself',
  advice: 'Leave it out of the files.',
}
const computed = 'A file holds the field `$1`, which the server computes itself'

/** What servers say of files that they can't import: the first match wins. */
export const fileReasons: readonly ReasonEntry[] = [
  {
    kind: 'unexpectedEof',
    pattern: /unexpected EOF/,
    says: 'unexpected EOF[key=a.json]',
    title: 'A file ended early',
    advice:
      'Check that it was uploaded whole and does not change while it is imported: let the job that writes it finish first.',
  },
  {
    kind: 'fileTooLarge',
    pattern:
      /The import file size has reached the maximum limit allowed for importing, fileSize=(\d+), maxSize=(\d+)/,
    says: 'The import file size has reached the maximum limit allowed for importing, fileSize=17179869185, maxSize=17179869184',
    title: 'A file is larger than the server allows',
    titleWith: 'A file has $1 bytes, the server takes $2',
    advice: 'Split it into smaller files.',
    adviceFor: {
      milvus:
        'Split it into smaller files, or let the operator raise `dataNode.import.maxImportFileSizeInGB`.',
    },
  },
  {
    kind: 'tooManyFiles',
    pattern: /The max number of import files should not exceed (\d+), but got (\d+)/,
    says: 'The max number of import files should not exceed 1024, but got 1025',
    title: 'The job has more files than the server allows',
    titleWith: 'The job has $2 files, the server takes $1',
    advice: 'Split it into several jobs, for instance with a matrix.',
  },
  {
    kind: 'fileType',
    pattern: /unexpect(?:ed)? file type, files=\[?([^\]:]+)\]?/,
    says: 'unexpected file type, files=[a.txt]',
    title: 'A file is of a kind that the server does not import',
    titleWith: 'The server does not import the kind of file that `$1` is',
    advice: 'Use `.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`, in lower case.',
    adviceFor: {
      milvus:
        'Use `.parquet`, `.json` or `.npy`, in lower case; `.csv` needs Milvus 2.5, `.jsonl` and `.ndjson` need 2.6.',
    },
  },
  {
    kind: 'mixedTypes',
    pattern: /inconsistency in file types, \((.+?)\) vs \((.+?)\)/,
    says: 'inconsistency in file types, (a.npy) vs (b.json)',
    title: 'A folder or group holds files of several formats',
    titleWith: 'A folder or group holds files of several formats: `$1` and `$2`',
    advice: 'Put one format into a folder; only the `.npy` files of one set belong together.',
    adviceFor: {
      milvus: 'Give each file a line of its own in `files`; only the `.npy` files of one set share a line.',
    },
  },
  {
    kind: 'oneFilePerGroup',
    pattern: /for (JSON|Parquet|CSV) import, accepts only one file/,
    says: 'for Parquet import, accepts only one file',
    title: 'A group holds several files that are not NumPy',
    titleWith: 'A group holds several $1 files',
    advice: 'Give each file a line of its own; only the `.npy` files of one set share a line.',
  },
  {
    kind: 'noFiles',
    pattern: /import request is empty|no file to import/,
    says: 'import request is empty',
    title: 'There is no file to import',
    advice:
      'Check that the folder holds files, directly in it, and that the job before this one has written them.',
    adviceFor: { milvus: 'Check that `files` names at least one file: Milvus does not look into folders.' },
  },
  {
    kind: 'rowCountMismatch',
    pattern: /imported rows are not aligned, field '(.+?)' with '(\d+)' rows/,
    says: "imported rows are not aligned, field 'a' with '10' rows, other fields with '9' rows",
    title: 'The columns of a file hold different numbers of rows',
    titleWith: 'The columns of a file hold different numbers of rows: `$1` has $2',
    advice: 'Write all columns (or `.npy` files of a set) with the same number of rows.',
  },
  {
    ...dimension,
    pattern: /expected dim '(\d+)' for (?:\w+ )?field '(.+?)'.*got dim '(\d+)'/,
    says: "expected dim '128' for field 'v' with type 'FloatVector', got dim '64'",
    titleWith: "A vector does not have the collection's dimension: the field `$2` wants $1, a file has $3",
  },
  {
    ...dimension,
    pattern: /vector dimension mismatch for field '(.+?)': (?:position=\d+, )?actual=(\d+), expected=(\d+)/,
    says: "vector dimension mismatch for field 'v': position=3, actual=64, expected=128",
    titleWith: "A vector does not have the collection's dimension: the field `$1` wants $3, a file has $2",
  },
  {
    ...dimension,
    pattern:
      /length of vector is not aligned: expected (\d+) but got (\d+)(?:: invalid parameter)?, data type: (?:Float|Int8)Vector/,
    says: 'length of vector is not aligned: expected 128 but got 64, data type: FloatVector',
    titleWith: "A vector does not have the collection's dimension: it wants $1, a file has $2",
  },
  {
    // The numbers of binary and 16-bit vectors are bytes: not for showing as dimensions.
    ...dimension,
    pattern: /length of vector is not aligned|vector (?:dimension|byte size) mismatch|not aligned->\w*Vector/,
    says: 'length of vector is not aligned: expected 16 but got 8, data type: BinaryVector',
  },
  {
    kind: 'dimension',
    pattern: /expected shape '(\d+)' for \w+ field '(.+?)', got shape '(\d+)'/,
    says: "expected shape '2' for FloatVector field 'v', got shape '1'",
    title: 'A NumPy array does not have the shape of its field',
    titleWith: 'The NumPy array of the field `$2` has the wrong number of axes: $3, not $1',
    advice: 'Save vectors as an array of rows and dimensions (two axes), other values as a plain list (one).',
  },
  {
    kind: 'autoIdKey',
    pattern: /the primary key '(.+?)' is auto-generated, no need to provide/,
    says: "the primary key 'id' is auto-generated, no need to provide",
    title: 'The files hold the primary key, which the collection generates itself',
    titleWith: 'The files hold the primary key `$1`, which the collection generates itself',
    advice: 'Leave it out of the files.',
  },
  {
    ...functionOutput,
    pattern: /not allowed to provide data for (?:BM25 )?function output field '(.+?)'/,
    says: "not allowed to provide data for BM25 function output field 'sparse'",
    titleWith: computed,
  },
  {
    ...functionOutput,
    pattern: /the field '(.+?)' is output by function, no need to provide/,
    says: "the field 'sparse' is output by function, no need to provide",
    titleWith: computed,
  },
  {
    ...functionOutput,
    pattern: /field (\S+) is Function output, should not be provided/,
    says: 'field sparse is Function output, should not be provided',
    titleWith: computed,
  },
  {
    ...fieldMissing,
    pattern: /value of (?:struct )?field '(.+?)' is missed/,
    says: "value of field 'x' is missed",
    titleWith: lacks,
  },
  {
    ...fieldMissing,
    pattern: /(?:value of (?:struct )?field is missed:|no parquet field for milvus (?:field|file)) '(.+?)'/,
    says: "no parquet field for milvus field 'x'",
    titleWith: lacks,
  },
  {
    ...fieldMissing,
    pattern: /field '(.+?)' not in arrow schema/,
    says: "field 'x' not in arrow schema",
    titleWith: lacks,
  },
  {
    ...fieldMissing,
    pattern: /no file for field: ([^,]+), files/,
    says: 'no file for field: x, files: [a.npy]',
    title: 'A set of NumPy files lacks a field of the collection',
    titleWith: 'A set of NumPy files lacks a field of the collection: `$1`',
    advice:
      'Add `.npy` files until there is one for each field, named like the field (upper and lower case count).',
  },
  {
    ...fieldMissing,
    pattern: /field not found in (?:struct|arrow schema|parquet schema): (\S+)/,
    says: 'field not found in parquet schema: x',
    titleWith: lacks,
  },
  {
    ...fieldUnknown,
    pattern: /the field '(.+?)' is not defined in schema/,
    says: "the field 'y' is not defined in schema",
    titleWith: unknown,
  },
  {
    ...fieldUnknown,
    pattern: /the field: (\S+) is not in schema/,
    says: 'the field: y is not in schema',
    titleWith: unknown,
  },
  {
    ...fieldType,
    pattern:
      /field '(.+?)' type mis-match, (?:expect arrow type|milvus data type) '(.+?)', (?:get arrow data type|arrow data type get) '(.+?)'/,
    says: "field 'x' type mis-match, expect arrow type 'int64', get arrow data type 'utf8'",
    titleWith: "A column does not have its field's type: `$1` wants `$2`, a file has `$3`",
  },
  {
    ...fieldType,
    pattern: /expect (?:\w+ )?'(.+?)' type for field '(.+?)', but got '(.+?)' type/,
    says: "expect 'Float' type for field 'x', but got 'list' type",
    titleWith: "A column does not have its field's type: `$2` wants `$1`, a file has `$3`",
  },
  {
    ...fieldType,
    pattern: /expected (?:element )?type '(.+?)' for field '(.+?)', got type '(.+?)'/,
    says: "expected type 'Int64' for field 'x', got type 'string' with value 'a'",
    titleWith: "A column does not have its field's type: `$2` wants `$1`, a file has `$3`",
  },
  {
    ...fieldType,
    pattern: /expected (?:element )?type '(.+?)' in array field, got type '(.+?)'/,
    says: "expected element type 'Int64' in array field, got type 'string' with value 'a'",
    titleWith: 'An array field wants elements of the type `$1`, a file has `$2`',
  },
  { ...fieldType, pattern: /type mis-match|schema not equal/, says: 'schema not equal, err=' },
  {
    kind: 'duplicateField',
    pattern: /there is multi field with name: ([^\s:]+)/,
    says: 'there is multi field with name: x',
    title: 'Two columns of a file share a name',
    titleWith: 'Two columns of a file share the name `$1`',
    advice: 'Rename or remove one of them.',
  },
  {
    kind: 'notNullable',
    pattern: /the (?:struct )?field '(.+?)' is not nullable but the file contains null value/,
    says: "the field 'x' is not nullable but the file contains null value",
    title: 'A file holds nulls where the collection allows none',
    titleWith: 'A file holds nulls in the field `$1`, where the collection allows none',
    advice: 'Write values for them, or make the field nullable in the collection.',
  },
  {
    kind: 'notNullable',
    pattern: /not support nullable in vector|not nullable, but has null value/,
    says: 'not support nullable in vector',
    title: 'A file holds nulls where the collection allows none',
    advice: 'Write values for them; vectors of Milvus 2.5 and earlier can never be null.',
  },
  {
    kind: 'tooLong',
    pattern: /value length\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_length\(?\s?(\d+)\)?/,
    says: 'value length(300) for field title exceeds max_length(256)',
    title: 'A text is longer than its field allows',
    titleWith: 'A text is longer than its field allows: `$2` takes $3 bytes, a file has $1',
    advice: 'Shorten it, or raise `max_length` of the field; it counts bytes, not characters.',
  },
  {
    kind: 'tooLong',
    pattern: /array capacity\(?\s?(\d+)\)?(?: for field (\S+))? exceeds max_capacity\(?\s?(\d+)\)?/,
    says: 'array capacity(20) for field tags exceeds max_capacity(16)',
    title: 'An array is longer than its field allows',
    titleWith: 'An array is longer than its field allows: `$2` takes $3 elements, a file has $1',
    advice: 'Shorten it, or raise `max_capacity` of the field.',
  },
  {
    kind: 'notUtf8',
    pattern: /field '(.+?)' contains invalid UTF-8 data/,
    says: "field 'title' contains invalid UTF-8 data",
    title: 'A text is not UTF-8',
    titleWith: 'A text of the field `$1` is not UTF-8',
    advice: 'Write all texts in UTF-8.',
  },
  {
    kind: 'notFinite',
    pattern: /is not a number or infinity|contain nan or infinity|float(?:32|64) verification failed/,
    says: "value 'NaN' is not a number or infinity",
    title: 'A number or vector holds NaN or infinity',
    advice: 'Write finite numbers, or leave these rows out.',
  },
  {
    kind: 'dynamicField',
    pattern: /illegal value for dynamic field, not a JSON (?:format string|object)/,
    says: 'illegal value for dynamic field, not a JSON format string',
    title: 'The dynamic field `$meta` of a row is not a JSON object',
    advice: 'Write an object into `$meta`, in Parquet, CSV and NumPy as its JSON text.',
  },
  {
    kind: 'dynamicField',
    pattern: /duplicated key (?:is not allowed|in dynamic field), key=(\S+)/,
    says: 'duplicated key is not allowed, key=title',
    title: 'The dynamic field `$meta` of a row repeats a key that is a column too',
    titleWith: 'The dynamic field `$meta` of a row repeats the key `$1`, which is a column too',
    advice: 'Leave the key out of `$meta`, or the column out of the file.',
  },
  {
    kind: 'sparseVector',
    pattern: /Invalid (?:JSON string|parquet struct) for SparseFloatVector/,
    says: "Invalid parquet struct for SparseFloatVector: 'indices' or 'values' missed",
    title: 'A sparse vector is not well formed',
    advice: 'Write it as `{"indices": […], "values": […]}` or as `{"index": value, …}`.',
  },
  {
    kind: 'structArray',
    pattern: /StructArray|struct (?:field|sub-field|column)|sub-field '/,
    says: 'invalid element in StructArray, expect map[string]any but got type string',
    title: 'An array of structs is not well formed',
    advice: 'Write the field as a list of objects, each with all sub-fields.',
  },
  {
    kind: 'jsonSyntax',
    pattern: /invalid JSON format|failed to decode (?:the )?JSON|failed to (?:parse|append) row/,
    says: "invalid JSON format, the content should be started with '{' or '['",
    title: 'A file is not the JSON that the server reads',
    advice: 'Write an array of rows, `{"rows": […]}`, or one object per line in a `.jsonl` file.',
  },
  {
    kind: 'csvSyntax',
    pattern: /the number of fields in the row is not equal to the header|failed to read csv header/,
    says: 'the number of fields in the row is not equal to the header',
    title: 'A CSV file is not well formed',
    advice: 'Check its header row, delimiter and quoting.',
    adviceFor: {
      milvus: 'Check its header row, quoting and delimiter: `sep` in `options` names another than the comma.',
    },
  },
  {
    kind: 'csvSyntax',
    pattern: /unsupported csv separator/,
    says: 'unsupported csv separator',
    title: 'The server does not take this delimiter of CSV files',
    advice: 'Set `sep` in `options` to one character that is no quote and no line break, or leave it out.',
  },
  {
    kind: 'parquetBroken',
    pattern: /new parquet (?:file )?reader failed/,
    says: 'new parquet reader failed, err=parquet: file too small (size=10)',
    title: 'A file is not readable Parquet',
    advice: 'Check that it was written and uploaded whole, and opens elsewhere.',
  },
  {
    kind: 'numpyBroken',
    pattern:
      /numpy file|unexpected numpy header|unsupported importing numpy files|utf32 bytes|not support bulk insert numpy files/,
    says: "the numpy file dtype '<c16' is not supported",
    title: 'A file is not readable NumPy',
    advice:
      'Save it with a plain dtype (no objects, no complex numbers) and upload it whole; fields that may be null need another format.',
  },
  {
    kind: 'unsupportedType',
    pattern: /unsupport(?:ed)? data type|unsupported array data type/,
    says: 'parse json failed, unsupport data type: Geometry',
    title: 'This file format cannot carry a field of this type to this server',
    advice: 'Write the files as Parquet, or update the server.',
  },
]
