import type { Advice, Kind } from './entry.ts'

const formats: Advice = {
  all: 'Use `.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`, in lower case.',
  milvus:
    'Use `.parquet`, `.json` or `.npy`, in lower case; `.csv` needs Milvus 2.5, `.jsonl` and `.ndjson` need 2.6.',
}
const smaller: Advice = {
  all: 'Split it into smaller files.',
  milvus:
    'Split it into smaller files, or ask the operator to raise `dataNode.import.maxImportFileSizeInGB`.',
}
const oneFormat: Advice = {
  all: 'Put one format into a folder; only the `.npy` files of one set belong together.',
  milvus: 'Give each file a line of its own in `files`; only the `.npy` files of one set share a line.',
}
const noFiles: Advice = {
  all: 'Check that the folder holds files (subfolders do not count), and that the job before this one has written them.',
  milvus: 'Check that `files` names at least one file: Milvus does not look into folders.',
}
const emptyVector: Advice = {
  all: 'Write a vector into each row. If the field may be null, write the null as your format writes it.',
  csv: 'Write a vector into each row. If the field may be null, name the text that stands for null in `options`, for example `nullkey=null`: by default only an empty cell is null.',
}
const addField =
  'Add the field to the files (upper and lower case matter), or give it a default or make it nullable in the collection.'
const column: Advice = {
  all: 'Write the column with the type that the field has in the collection.',
  numpy:
    'Save the array with the type of the field: NumPy types are not converted (`astype("int64")` for Int64).',
  csv: 'Write values that the type of the field allows: whole numbers without `.0`, arrays and JSON as JSON text.',
}
const noNulls: Advice = {
  all: 'Write values instead, or make the field nullable in the collection; vectors of Milvus 2.5 and earlier can never be null.',
  csv: 'Write values instead, or make the field nullable in the collection. `nullkey` in `options` names the text that stands for null.',
}
const jsonValue: Advice = {
  all: 'Write an object; other values (numbers, lists, texts that are not JSON) are refused.',
  json: 'Write an object, or a text that holds the JSON of one; numbers and lists are refused.',
  csv: 'Write the JSON text of an object into the cell, in quotes with the inner ones doubled: `"{""a"": 1}"`.',
  parquet: 'Write a text column that holds the JSON of one object in each row.',
}
const jsonText: Advice = {
  all: 'Look for NaN, Infinity, single quotes, trailing commas and comments: JSON allows none of them.',
  csv: 'A cell for a vector, array or JSON field must be JSON. Put it in quotes, and double the quotes inside it: `"{""a"": 1}"`.',
  json: 'Look for NaN, Infinity, single quotes, trailing commas, comments, and text after the end: JSON allows none of them. Leave missing values out, or write `null`.',
}
const jsonForm: Advice = {
  all: 'Write valid JSON where the server expects it.',
  json: 'Write an array of rows, `{"rows": […]}`, or one object per line in a `.jsonl` file.',
  csv: 'Check that the content of the file matches its extension `.csv`, and that vectors, arrays and JSON fields are JSON text in quotes.',
}
const separator =
  'Set `sep` in `options` to one character that is not a quote or a line break, or leave it out.'
const csvForm: Advice = {
  all: 'Check its header row, delimiter and quotes.',
  milvus:
    'Check its header row, quotes and delimiter: for another one than the comma set `sep` in `options`.',
}
const row: Advice = {
  all: "Correct the value that the server's message names.",
  csv: "Correct the value that the server's message names; check quotes and delimiter of this row, and `sep` and `nullkey` in `options`.",
  json: "Correct the value that the server's message names; each row is one object whose keys are fields of the collection.",
}

/** What servers say of files that they cannot import. A kind of its own where the advice differs. */
// biome-ignore format: a table, one row a line
export const fileKinds = () => ({
  unexpectedEof: ['A file ended early', 'Check that it was uploaded completely and does not change during the import: let the job that writes it finish first.'],
  emptyFile: ['A file is empty', 'Check that the job that writes it has finished and has written rows; leave empty files out.'],
  fileTooLarge: ['A file is larger than the server allows', smaller],
  tooManyFiles: ['The job has more files than the server allows', 'Split it into several jobs, for instance with a matrix.'],
  fileType: ['The server does not import this type of file', formats],
  mixedTypes: ['A folder or group holds files of several formats', oneFormat],
  oneFilePerGroup: ['A group holds several files that are not NumPy', 'Give each file a line of its own; only the `.npy` files of one set share a line.'],
  noFiles: ['There is no file to import', noFiles],
  rowCountMismatch: ['The columns of a file have different numbers of rows', 'Write all columns (or `.npy` files of a set) with the same number of rows.'],
  dimension: ["A vector does not have the collection's dimension", 'Write the vectors with the dimension of the field, or import into a collection that has their dimension.'],
  'dimension/empty': ['A vector is empty', emptyVector],
  'dimension/shape': ['A NumPy array does not have the shape of its field', 'Save vectors as an array of rows and dimensions (two axes), other values as a plain list (one).'],
  autoIdKey: ['The files hold the primary key, which the collection generates itself', 'Leave it out of the files.'],
  functionOutput: ['A file holds a field that the server computes itself', 'Leave it out of the files.'],
  fieldMissing: ['A file lacks a field of the collection', addField],
  'fieldMissing/numpy': ['A set of NumPy files lacks a field of the collection', 'Add `.npy` files until there is one for each field, named like the field (upper and lower case matter).'],
  fieldUnknown: ['A file has a field that the collection does not know', 'Remove it from the files (upper and lower case matter), or enable the dynamic field of the collection.'],
  fieldType: ['A column does not have the type of its field', column],
  'fieldType/text': ['A text column has a type that Milvus does not read', 'Write texts as `utf8` (in pyarrow `string`): pandas 3 and polars write `large_string`. Cast the column before you write it (`pyarrow.string()` in the schema).'],
  'fieldType/schema': ['The columns of a file do not match the collection', 'Compare names and types of the columns with the fields of the collection.'],
  duplicateField: ['Two columns of a file have the same name', 'Rename or remove one of them.'],
  notNullable: ['A file holds nulls where the collection allows none', noNulls],
  'notNullable/element': ['An array or vector holds a null element', 'Fill or remove the null elements: arrays and vectors cannot hold any, even if the field itself is nullable.'],
  'notNullable/numpy': ['NumPy files cannot fill a nullable field', 'Write the files as Parquet or JSON.'],
  tooLong: ['A text is longer than its field allows', 'Shorten it, or raise `max_length` of the field; it counts bytes, not characters.'],
  'tooLong/array': ['An array is longer than its field allows', 'Shorten it, or raise `max_capacity` of the field.'],
  notUtf8: ['A text is not UTF-8', 'Write all texts in UTF-8.'],
  notFinite: ['A number or vector holds NaN or infinity', 'Write finite numbers, or leave these rows out.'],
  dynamicField: ['The dynamic field `$meta` of a row is not a JSON object', 'Write an object into `$meta`, in Parquet, CSV and NumPy as its JSON text.'],
  'dynamicField/twice': ['The dynamic field `$meta` of a row repeats a key that is also a column', 'Leave the key out of `$meta`, or the column out of the file.'],
  sparseVector: ['A sparse vector is malformed', 'Write it as `{"indices": […], "values": […]}` or as `{"index": value, …}`, with whole indices from 0 on.'],
  structArray: ['An array of structs is malformed', 'Write the field as a list of objects, each with all sub-fields.'],
  jsonValue: ['A value of a JSON field is not a JSON object', jsonValue],
  timestamptz: ['A time is not readable', 'Write times as ISO 8601 with an offset, for example `2025-01-31T12:00:00+08:00`.'],
  geometry: ['A geometry is not readable', 'Write geometries as WKT, for example `POINT (30 10)`.'],
  numberRange: ['A number does not fit its field', 'Check the value, or use a field of a larger type (Int64 instead of Int32, Double instead of Float).'],
  wholeNumber: ['A value is not a whole number, and its field takes only those', 'Write it without decimal point, exponent or quotes (`1`, not `1.0`), or use a Float or Double field. Indices of sparse vectors are whole numbers from 0 on.'],
  numberForm: ['A value is not a number, and its field takes only those', 'Write numbers with a decimal point and without separators or units.'],
  booleanForm: ['A value is not a boolean, and its field takes only those', 'Write `true` or `false`.'],
  'jsonSyntax/value': ['A file holds text that is not valid JSON', jsonText],
  jsonSyntax: ['A file is not the JSON that the server expects', jsonForm],
  csvSyntax: ['A CSV file is malformed', csvForm],
  'csvSyntax/separator': ['The server does not accept this delimiter of CSV files', separator],
  compression: ['Milvus cannot read the compression of a Parquet file', 'Write it with snappy or zstd (`compression="zstd"` in pandas and pyarrow).'],
  parquetBroken: ['A file is not readable Parquet', 'Check that it was written and uploaded completely, and that other tools can open it.'],
  numpyBroken: ['A file is not readable NumPy', 'Save it with a plain dtype (no objects, no complex numbers) and upload it completely.'],
  unsupportedType: ['This file format cannot hold a field of this type on this server', 'Write the files as Parquet or JSON. If they are, the type needs a newer server.'],
  row: ['A row of a file could not be read', row],
}) as const satisfies Record<string, Kind>
