export const id = 265;
export const ids = [265];
export const modules = {

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

/***/ 4265:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  planUpload: () => (/* binding */ planUpload)
});

// EXTERNAL MODULE: ./errors/failures.js
var failures = __webpack_require__(898);
// EXTERNAL MODULE: ./errors/import-error.js
var import_error = __webpack_require__(687);
// EXTERNAL MODULE: ./errors/explain.js + 2 modules
var explain = __webpack_require__(7968);
// EXTERNAL MODULE: ./errors/storage.js
var storage = __webpack_require__(9516);
;// CONCATENATED MODULE: ./errors/upload.js



const uploads = {
    FileChanged: ['A file changed or was removed while it was read', 'Let the step that writes the files finish before this one begins, and keep them until this one has ended.'],
    UploadTooLarge: ['The files exceed what the volume accepts', 'Split them into several jobs. On the Free plan a volume takes 1 GB and 1,000 files per upload.'],
    ListingDiffers: ['The folder does not hold exactly the planned files', 'Remove what does not belong there, or give another folder.'],
    UploadMoved: ['The server named another place for the files in the middle of the upload', 'Run the step again.'],
    CloudUnsupported: ['The volume is in a cloud that this action cannot upload to', 'Use a volume on AWS or Google Cloud, or your own bucket (`objectUrl`).'],
};
function uploadFailed({ code, path, title, kept, volumeName, ...rest }) {
    const { own, by, advice, ...known } = meaningOf(code, volumeName === undefined, rest);
    const what = volumeName ? `The upload into volume ${volumeName}` : `The upload${path ? ` of ${path}` : ''}`;
    const more = [volumeName ? VOLUMES : '', kept ? `What was uploaded stays in ${kept}: ${NOT_AGAIN}` : ''];
    return new import_error/* ImportError */.Y({
        ...{ status: 'UploadFailed', code, advice, by },
        ...(own ? {} : rest),
        context: `${what} failed: nothing was submitted`,
        title: title ?? (own && rest.said ? rest.said : known.title),
        more: more.filter(Boolean).join('. ') || undefined,
    });
}
const NOT_AGAIN = 'the next run does not send it again';
const VOLUMES = 'An upload needs a managed volume (an external one is read-only), and an API key of its organisation with the role Project Admin';
const STORE = 'Check that the runner can reach the store, and `storageEndpoint` and the bucket where they are given. For a private certificate authority set `NODE_EXTRA_CA_CERTS` (in `env:` of the job).';
const BY_STATUS = {
    Http401: 'AccessDenied',
    Http403: 'AccessDenied',
    Http404: 'NoSuchBucket',
};
function meaningOf(code, isStore, { said = '', api }) {
    if (Object.hasOwn(uploads, code)) {
        const [title, advice] = uploads[code];
        return { own: true, by: undefined, title, advice };
    }
    const named = isStore ? (BY_STATUS[code] ?? code) : code;
    const store = Object.hasOwn(storage/* storage */.I, named) ? storage/* storage */.I[named] : undefined;
    if (store)
        return { own: false, by: 'The store', title: store.title, advice: String(store.advice) };
    const { title, advice } = (0,explain/* explain */.W)(code, said, { api });
    const isAboutEndpoint = isStore && (advice.includes('`endpoint`') || code.startsWith('Http'));
    return { own: false, by: undefined, title, advice: isAboutEndpoint ? STORE : advice };
}
function cancelledUploading(kept) {
    const stays = kept ? `What was uploaded stays in ${kept}: ${NOT_AGAIN}` : 'No file was left behind';
    return new import_error/* ImportError */.Y({
        ...{ status: 'Cancelled', code: 'Cancelled' },
        title: 'The workflow was cancelled during the upload: nothing was submitted',
        advice: `Run the step again to import. ${stays}`,
    });
}
function stayed(error, { shown, input, isSubmitted, deletes }) {
    if (!isSubmitted)
        return error.with(`The files stay in ${shown}: \`${input}\` imports them without uploading them again`);
    if (deletes)
        return error.with(`The uploaded files stay in ${shown}, also with \`deleteUploaded\``);
    return error.status === 'Failed' ? error.with(`The uploaded files stay in ${shown}`) : error;
}

// EXTERNAL MODULE: ./job/limits.js
var limits = __webpack_require__(6793);
// EXTERNAL MODULE: ./job/patience.js
var patience = __webpack_require__(6606);
// EXTERNAL MODULE: ./storage/failure.js
var storage_failure = __webpack_require__(6041);
// EXTERNAL MODULE: ./storage/tries.js
var storage_tries = __webpack_require__(8874);
;// CONCATENATED MODULE: ./storage/folder.js


const FILES_AT_ONCE = 5;
const MOST_REFUSALS = 3;
async function lookFor(plan, { store, prefix }, patience) {
    const { signal } = patience;
    const found = new Set();
    const sizes = await allowed(() => (0,storage_tries/* persistently */.p)(() => store.sizes(prefix, signal), patience));
    if (sizes) {
        for (const { key, size } of plan.files)
            if (sizes.get(prefix + key) === size)
                found.add(key);
        return found;
    }
    let [answers, refusals] = [0, 0];
    await (0,storage_tries/* atOnce */.z)(FILES_AT_ONCE, plan.files, async ({ key, size }) => {
        if (answers === 0 && refusals >= MOST_REFUSALS)
            return;
        const there = await allowed(async () => ({
            size: await (0,storage_tries/* persistently */.p)(() => store.head(prefix + key, signal), patience),
        }));
        if (there)
            answers += 1;
        else
            refusals += 1;
        if (there?.size === size)
            found.add(key);
    });
    return found;
}
async function allowed(request) {
    try {
        return await request();
    }
    catch (error) {
        const failure = (0,storage_failure/* asStoreFailure */.gT)(error);
        if (failure.failure.httpStatus === 403)
            return undefined;
        throw failure;
    }
}
async function compareFolder(plan, { store, prefix }, patience) {
    const sizes = await (0,storage_tries/* persistently */.p)(() => store.sizes(prefix, patience.signal), patience);
    const planned = new Set(plan.files.map(({ key }) => prefix + key));
    return {
        missing: plan.files.filter(({ key, size }) => sizes.get(prefix + key) !== size).map(({ key }) => key),
        foreign: [...sizes.keys()].filter(key => !planned.has(key)),
    };
}
async function deleteUploaded(plan, { store, prefix }, patience) {
    const finished = [];
    try {
        await (0,storage_tries/* atOnce */.z)(FILES_AT_ONCE, plan.files, async ({ key }) => {
            await (0,storage_tries/* persistently */.p)(() => store.remove(prefix + key, patience.signal), patience);
            finished.push(prefix + key);
        });
    }
    catch (error) {
        throw (0,storage_failure/* asStoreFailure */.gT)(error).with({ finished });
    }
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: external "node:fs/promises"
var promises_ = __webpack_require__(1455);
// EXTERNAL MODULE: ./model/formats.js
var formats = __webpack_require__(6891);
;// CONCATENATED MODULE: ./storage/found.js



const CREDENTIALS = /^gha-creds-.*\.json$/;
const LARGEST = 5 * 2 ** 40;
function shownPath(path, { workspace }) {
    const below = (0,external_node_path_.relative)(workspace, path);
    const isBelow = below !== '' && !below.startsWith(`..${external_node_path_.sep}`) && below !== '..' && !(0,external_node_path_.isAbsolute)(below);
    return (isBelow ? below : path).split(external_node_path_.sep).join('/');
}
async function gather(matches, ground) {
    const problems = [];
    const reached = new Set(matches.flatMap(({ files }) => files));
    const named = new Set(matches.flatMap(({ line, files }) => (line.names === 'file' ? files : [])));
    const common = commonFolder(matches.map(({ root }) => root));
    const bounds = await boundsOf(ground);
    const files = [];
    const credentials = [];
    for (const location of reached) {
        const path = shownPath(location, ground);
        const real = await (0,promises_.realpath)(location).catch(() => location);
        if (isCredentials(location) || isCredentials(real)) {
            if (named.has(location))
                problems.push(`\`path\` names \`${path}\`, which holds credentials of Google Cloud: never upload it`);
            else
                credentials.push(path);
            continue;
        }
        const found = await (0,promises_.stat)(location).catch(() => undefined);
        if (!found)
            continue;
        const problem = problemOf(path, real, found, bounds);
        if (problem) {
            problems.push(`\`path\` matches \`${path}\`, ${problem}`);
            continue;
        }
        const key = (0,external_node_path_.relative)(common, location).split(external_node_path_.sep).join('/');
        files.push({ path, location, real, key, size: found.size, mtimeMs: found.mtimeMs });
    }
    files.sort((a, b) => (a.key < b.key ? -1 : 1));
    problems.push(...problemsOfPairs(files));
    return { files: files.map(({ real: _, ...file }) => file), credentials, problems };
}
function problemOf(path, real, found, bounds) {
    const bound = bounds.find(each => real.startsWith(each + external_node_path_.sep));
    if (!bound)
        return "which lies outside of the workspace and of the runner's temporary folder (links resolved): only files from there are uploaded";
    if ((0,external_node_path_.relative)(bound, real).split(external_node_path_.sep).includes('.git'))
        return 'which is a file of Git: never upload it';
    if (!found.isFile())
        return 'which is not a regular file';
    if ([...path].some(char => char < ' ' || char === '\x7f'))
        return 'whose name holds a control character: rename it';
    if (found.size === 0)
        return `which is empty: let the job write it, or exclude it with \`!${path}\``;
    if (found.size > LARGEST)
        return 'which is larger than 5 TiB, the limit of object stores: split it';
    return undefined;
}
async function boundsOf({ workspace, temp }) {
    const folders = temp ? [workspace, temp] : [workspace];
    return await Promise.all(folders.map(folder => (0,promises_.realpath)(folder).catch(() => (0,external_node_path_.resolve)(folder))));
}
function isCredentials(path) {
    return CREDENTIALS.test((0,external_node_path_.basename)(path));
}
function commonFolder(folders) {
    const [first = [], ...others] = folders.map(folder => folder.split(external_node_path_.sep));
    const differs = first.findIndex((name, index) => others.some(names => names[index] !== name));
    const common = differs < 0 ? first : first.slice(0, differs);
    return common.join(external_node_path_.sep) || external_node_path_.sep;
}
function problemsOfPairs(files) {
    const byKey = Map.groupBy(files, ({ key }) => key.normalize('NFC').toLowerCase());
    const byFile = Map.groupBy(files, ({ real }) => real);
    const doubles = (groups) => [...groups].filter(group => group.length > 1).map(group => someOf(group.map(({ path }) => path)));
    const isCase = 'whose names differ by case only: rename or exclude all but one';
    const isLink = 'which are one file (a link): its rows would be imported twice, exclude one';
    return [
        ...doubles(byKey.values()).map(paths => `\`path\` matches ${paths}, ${isCase}`),
        ...doubles(byFile.values()).map(paths => `\`path\` matches ${paths}, ${isLink}`),
    ];
}
function judgeFormats(shown) {
    const unknown = shown.filter(path => (0,formats/* formatOf */.b)(path) === undefined);
    if (unknown.length > 0)
        return { problems: [problemOfUnknown(unknown)] };
    const first = new Map();
    for (const path of shown) {
        const format = (0,formats/* formatOf */.b)(path);
        if (format && !first.has(format))
            first.set(format, path);
    }
    const [[format] = []] = first;
    if (first.size <= 1)
        return format ? { format, problems: [] } : { problems: [] };
    const found = [...first].map(([each, path]) => `${(0,formats/* nameOf */.V)(each)} (\`${path}\`)`).join(' and ');
    return { problems: [`\`path\` matches ${found}: a job takes one format, use one step for each`] };
}
const EXTENSIONS = '`.parquet`, `.json`, `.jsonl`, `.ndjson`, `.csv` or `.npy`';
function problemOfUnknown(paths) {
    const isCase = paths.every(path => (0,formats/* formatOf */.b)(path.toLowerCase()) !== undefined);
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

;// CONCATENATED MODULE: ./storage/nearby.js



const MOST_LOOKED_AT = 2000;
async function problemOfNothing(match, ground, isExcluded) {
    const { line, root, hidden } = match;
    const said = `\`path\` line \`${line.text}\``;
    const folder = await nearestFolder(root);
    const place = folder === ground.workspace ? 'the workspace' : `\`${shownPath(folder, ground)}/\``;
    if (line.names === 'file' && hidden.length > 0)
        return `${said} names a hidden file: those are never uploaded, rename it`;
    if (isExcluded)
        return `${said} matches only what other lines exclude`;
    if (folder !== root && line.names === undefined)
        return `${said} matches no file: there is no \`${shownPath(root, ground)}\` in ${place}${await contentOf(folder)}`;
    const why = await nearMiss(match, ground);
    return `${said} matches no file in ${place}${why}`;
}
async function nearMiss({ line, root, hidden }, ground) {
    const shown = (paths) => someOf(paths.map(path => shownPath(path, ground)));
    if (hidden.length > 0)
        return `, but for what is hidden, which is never uploaded: ${shown(hidden)}`;
    if (/[{}]/.test(line.text))
        return ': braces are not understood, write one line for each alternative';
    const files = await filesBelow(root);
    const likeness = looseMatcher(line.pattern);
    const alike = files.filter(path => likeness.test(path.split(external_node_path_.sep).join('/')));
    if (alike.length > 0)
        return `, but there is ${shown(alike)}: case matters`;
    const name = line.text.split('/').at(-1) ?? '';
    const deeper = files.filter(path => looseMatcher(name).test(path.split(external_node_path_.sep).at(-1) ?? ''));
    if (deeper.length > 0)
        return `, but there is ${shown(deeper)}: \`**\` looks into folders`;
    return files.length > 0 ? `, which holds ${shown(files)}` : ', which holds no files';
}
async function nearestFolder(path) {
    const isFolder = await (0,promises_.stat)(path).then(found => found.isDirectory(), () => false);
    return isFolder || (0,external_node_path_.dirname)(path) === path ? path : nearestFolder((0,external_node_path_.dirname)(path));
}
async function contentOf(folder) {
    const names = await (0,promises_.readdir)(folder).catch(() => []);
    const visible = names.filter(name => !name.startsWith('.')).toSorted();
    return visible.length > 0 ? `, which holds ${someOf(visible)}` : ', which is empty';
}
async function filesBelow(root) {
    const files = [];
    const folders = [root];
    let looked = 0;
    for (let folder = folders.shift(); folder !== undefined && looked < MOST_LOOKED_AT; folder = folders.shift()) {
        const entries = await (0,promises_.readdir)(folder, { withFileTypes: true }).catch(() => []);
        looked += entries.length + 1;
        for (const entry of entries.slice(0, MOST_LOOKED_AT)) {
            if (entry.name.startsWith('.'))
                continue;
            const path = (0,external_node_path_.join)(folder, entry.name);
            if (entry.isDirectory())
                folders.push(path);
            else
                files.push(path);
        }
    }
    return files.toSorted((a, b) => depth(root, a) - depth(root, b) || (a < b ? -1 : 1));
}
function depth(root, path) {
    return (0,external_node_path_.relative)(root, path).split(external_node_path_.sep).length;
}
function looseMatcher(pattern) {
    const source = pattern
        .split(external_node_path_.sep === '\\' ? /\\+/ : '/')
        .join('/')
        .replace(/[.+^$(){}|]/g, '\\$&')
        .replaceAll('**/', '\u0000')
        .replaceAll('**', '\u0001')
        .replaceAll('*', '[^/]*')
        .replaceAll('?', '[^/]')
        .replaceAll('\u0000', '(?:.*/)?')
        .replaceAll('\u0001', '.*');
    try {
        return new RegExp(`^${source}$`, 'i');
    }
    catch {
        return /^$/;
    }
}

;// CONCATENATED MODULE: ./storage/read.js



const CHUNK = 512 * 1024;
async function* chunksOf(handle, { offset, size }, buffers) {
    const buffer = buffers.pop() ?? Buffer.allocUnsafeSlow(CHUNK);
    for (let done = 0; done < size;) {
        const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, size - done), offset + done);
        if (bytesRead === 0)
            break;
        done += bytesRead;
        yield buffer.subarray(0, bytesRead);
    }
    buffers.push(buffer);
}
async function digestOf(algorithm, encoding, handle, range, { buffers, signal }) {
    const hash = (0,external_node_crypto_.createHash)(algorithm);
    for await (const chunk of chunksOf(handle, range, buffers)) {
        if (signal.aborted)
            throw (0,storage_failure/* cancelled */.KW)();
        hash.update(chunk);
    }
    return hash.digest(encoding);
}
async function opened({ location, path }) {
    return await (0,promises_.open)(location).catch(() => {
        throw (0,storage_failure/* fileChanged */.J8)(path, 'The file is gone, or can no longer be read');
    });
}
async function checkUnchanged(handle, file) {
    const { size, mtimeMs } = await handle.stat();
    if (size !== file.size)
        throw (0,storage_failure/* fileChanged */.J8)(file.path, `The file had ${file.size} bytes and now has ${size}`);
    if (mtimeMs !== file.mtimeMs)
        throw (0,storage_failure/* fileChanged */.J8)(file.path, 'The file was written again');
}
function pieceOf(handle, file, part, { buffers, signal, moved }) {
    let counted = 0;
    const count = (bytes) => {
        counted += bytes;
        moved(bytes);
    };
    return {
        size: part.size,
        sha256: part.sha256,
        md5: () => digestOf('md5', 'base64', handle, part, { buffers, signal }),
        async *chunks() {
            count(-counted);
            const hash = (0,external_node_crypto_.createHash)('sha256');
            let read = 0;
            for await (const chunk of chunksOf(handle, part, buffers)) {
                read += chunk.length;
                hash.update(chunk);
                if (read === part.size) {
                    await checkUnchanged(handle, file);
                    if (hash.digest('hex') !== part.sha256)
                        throw (0,storage_failure/* fileChanged */.J8)(file.path, 'Its content is another now');
                }
                yield chunk;
                count(chunk.length);
            }
            if (read < part.size)
                throw (0,storage_failure/* fileChanged */.J8)(file.path, 'The file is shorter than it was');
        },
    };
}

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(542);
;// CONCATENATED MODULE: ./storage/search.js



async function readLines(lines, workspace) {
    const wanted = [];
    const excluded = [];
    for (const line of lines) {
        const text = line.trim();
        if (text === '')
            continue;
        const names = await namedBy((0,external_node_path_.resolve)(workspace, text));
        if (names)
            wanted.push({ text, names, pattern: escaped((0,external_node_path_.resolve)(workspace, text)) });
        else if (text.startsWith('!'))
            excluded.push(await excludedBy(text, workspace));
        else if (!text.startsWith('#'))
            wanted.push({ text, names: undefined, pattern: absolute(text, workspace) });
    }
    return { wanted, excluded };
}
async function excludedBy(line, workspace) {
    const text = line.slice(1).trim();
    const names = await namedBy((0,external_node_path_.resolve)(workspace, text));
    const pattern = names ? escaped((0,external_node_path_.resolve)(workspace, text)) : absolute(text, workspace);
    return { text: line, names, pattern: `!${pattern}` };
}
async function namedBy(path) {
    try {
        return (await (0,promises_.lstat)(path)).isDirectory() || (await (0,promises_.stat)(path)).isDirectory() ? 'folder' : 'file';
    }
    catch {
        return (await (0,promises_.lstat)(path).catch(() => undefined)) && 'file';
    }
}
function absolute(text, workspace) {
    const home = text.startsWith('~/') ? (0,external_node_path_.join)(escaped((0,external_node_os_.homedir)()), text.slice(2)) : text;
    return (0,external_node_path_.resolve)(escaped(workspace), home) + (/[/\\]$/.test(text) ? external_node_path_.sep : '');
}
function escaped(path) {
    const slashes = external_node_path_.sep === '\\' ? path : path.replaceAll('\\', '\\\\');
    return slashes.replace(/[[?*]/g, '[$&]');
}
async function search(line, excluded) {
    const { create } = await __webpack_require__.e(/* import() */ 84).then(__webpack_require__.bind(__webpack_require__, 84));
    const patterns = [line, ...excluded].map(({ pattern }) => pattern).join('\n');
    const globber = await create(patterns, { matchDirectories: false });
    const found = await globber.glob();
    const [searched = ''] = globber.getSearchPaths();
    const root = line.names === 'file' ? (0,external_node_path_.dirname)(searched) : searched;
    const { hidden = [], visible = [] } = Object.groupBy(found, path => isHidden(path, root) ? 'hidden' : 'visible');
    return {
        line,
        root,
        files: visible,
        hidden,
        broken: (await brokenLinks(patterns, found)).filter(path => !isHidden(path, root)),
    };
}
async function brokenLinks(patterns, found) {
    const { create } = await __webpack_require__.e(/* import() */ 84).then(__webpack_require__.bind(__webpack_require__, 84));
    const options = { matchDirectories: false, followSymbolicLinks: false };
    const all = await (await create(patterns, options)).glob();
    const known = new Set(found);
    const broken = [];
    for (const path of all) {
        if (known.has(path))
            continue;
        const isThere = await (0,promises_.stat)(path).then(() => true, () => false);
        if (!isThere)
            broken.push(path);
    }
    return broken;
}
function isHidden(path, root) {
    const below = (0,external_node_path_.relative)(root, path) || (0,external_node_path_.basename)(path);
    return below.split(external_node_path_.sep).some(name => name.startsWith('.'));
}

;// CONCATENATED MODULE: ./storage/plan.js
var __addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var __disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});







class PlanProblem extends Error {
    name = 'PlanProblem';
    problems;
    constructor(problems) {
        super(problems.join('; '));
        this.problems = problems;
    }
}
const PART = 16 * 2 ** 20;
const MOST_PARTS = 10_000;
const MIB = 2 ** 20;
async function findFiles(lines, given) {
    const ground = { ...given, workspace: (0,external_node_path_.resolve)(given.workspace) };
    const { wanted, excluded } = await readLines(lines, ground.workspace);
    if (wanted.length === 0)
        throw new PlanProblem(['`path` names no files: give at least one line without `!`']);
    const matches = [];
    const problems = [];
    for (const line of wanted) {
        const match = await searchOne(line, excluded, ground);
        if (typeof match === 'string')
            problems.push(match);
        else {
            matches.push(match);
            problems.push(...(await problemsOfMatch(match, ground, excluded)));
        }
    }
    const { files, credentials, problems: wrong } = await gather(matches, ground);
    const { format, problems: mixed } = judgeFormats(files.map(({ path }) => path));
    problems.push(...wrong, ...mixed);
    if (problems.length > 0)
        throw new PlanProblem([...new Set(problems)]);
    if (!format)
        throw new PlanProblem([`\`path\` matches nothing but credentials of Google Cloud`]);
    const folder = commonFolder(matches.map(({ root }) => root));
    return {
        files,
        bytes: files.reduce((sum, { size }) => sum + size, 0),
        format,
        folder: folder === ground.workspace ? '.' : shownPath(folder, ground),
        skipped: credentials,
    };
}
async function searchOne(line, excluded, ground) {
    try {
        return await search(line, excluded);
    }
    catch (error) {
        const { code = '', path = '' } = error;
        const said = `\`path\` line \`${line.text}\``;
        if (path === '')
            return `${said} is not a pattern: ${error.message}`;
        const why = code === 'ELOOP' ? 'is a link that leads to itself' : `can't be read (${code})`;
        return `${said}: \`${shownPath(path, ground)}\` ${why}`;
    }
}
async function problemsOfMatch(match, ground, excluded) {
    const broken = match.broken.map(path => `\`path\` matches \`${shownPath(path, ground)}\`, a link that leads nowhere: restore its file or exclude it`);
    if (match.files.length > 0 || broken.length > 0)
        return broken;
    const isExcluded = excluded.length > 0 && (await search(match.line, [])).files.length > 0;
    return [await problemOfNothing(match, ground, isExcluded)];
}
async function planParts(found, { signal, told }) {
    const context = { buffers: [], signal };
    const files = [];
    for (const file of found.files) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const parts = [];
            const handle = __addDisposableResource(env_1, await opened(file), true);
            for (const range of rangesOf(file.size)) {
                parts.push({ ...range, sha256: await digestOf('sha256', 'hex', handle, range, context) });
                told(range.size);
            }
            const { size, mtimeMs } = await handle.stat();
            if (size !== file.size || mtimeMs !== file.mtimeMs)
                throw (0,storage_failure/* fileChanged */.J8)(file.path, 'The file was written while it was read');
            files.push({ ...file, parts });
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = __disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    return { ...found, files, contentHash: contentHash(files) };
}
function rangesOf(size) {
    if (size < PART)
        return [{ offset: 0, size }];
    const partSize = Math.max(PART, Math.ceil(size / MOST_PARTS / MIB) * MIB);
    return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
        offset: index * partSize,
        size: Math.min(partSize, size - index * partSize),
    }));
}
function contentHash(files) {
    const lines = files.map(({ key, size, parts }) => [key, size, parts.map(({ sha256 }) => sha256)]);
    const sorted = lines.map(line => JSON.stringify(line)).toSorted();
    return (0,external_node_crypto_.createHash)('sha256').update(sorted.join('\n')).digest('hex').slice(0, 20);
}
function folderBelow(base, repository, hash, owner) {
    const own = owner && (0,external_node_crypto_.createHash)('sha256').update(JSON.stringify(owner)).digest('hex').slice(0, 12);
    return [base.replace(/\/$/, ''), repository, own ? `${hash}-${own}` : hash]
        .filter(name => name !== '')
        .join('/')
        .concat('/');
}

;// CONCATENATED MODULE: ./storage/multipart.js




const PARTS_AT_ONCE = 3;
const LAST_ANSWER = 1500;
const LAST_CALLS = 2500;
function isGone(error) {
    return ['NoSuchUpload', 'InvalidBlockList'].includes((0,storage_failure/* asStoreFailure */.gT)(error).failure.code);
}
async function sendInParts(sending) {
    try {
        await sendOnce(sending);
    }
    catch (error) {
        if (!isGone(error))
            throw error;
        await sendOnce(sending);
    }
}
async function sendOnce(sending) {
    const { store, file, key, handle, buffers, moved, patience } = sending;
    const uploadId = await create(sending);
    const stop = new AbortController();
    const signal = AbortSignal.any([sending.signal, stop.signal]);
    try {
        const tags = await (0,storage_tries/* atOnce */.z)(PARTS_AT_ONCE, [...file.parts.entries()], async ([index, part]) => {
            const number = index + 1;
            const piece = pieceOf(handle, file, part, { buffers, signal, moved });
            try {
                const put = () => store.putPart(key, uploadId, number, piece, signal);
                return await (0,storage_tries/* persistently */.p)(put, patience(file.path, number, signal));
            }
            catch (error) {
                stop.abort();
                throw (0,storage_failure/* asStoreFailure */.gT)(error).with({ part: number });
            }
        });
        await complete(sending, uploadId, tags);
    }
    catch (error) {
        await giveUp(sending, uploadId);
        throw error;
    }
}
async function create({ store, file, key, clock, signal, patience, leftOpen }) {
    const limit = (0,limits/* outliving */.W)(clock, signal, LAST_ANSWER);
    try {
        return await (0,storage_tries/* persistently */.p)(() => store.createMultipart(key, limit.signal).catch(error => {
            if (mayBeOpen((0,storage_failure/* asStoreFailure */.gT)(error)))
                leftOpen();
            throw error;
        }), patience(file.path, undefined, signal));
    }
    finally {
        limit.end();
    }
}
function mayBeOpen({ failure: { kind, httpStatus = 0 } }) {
    return kind === 'interrupted' || kind === 'aborted' || kind === 'unreadable' || httpStatus >= 500;
}
async function complete({ store, file, key, signal, patience }, uploadId, tags) {
    const sizeNow = () => store.head(key, signal).catch(() => undefined);
    let tries = 0;
    await (0,storage_tries/* persistently */.p)(async () => {
        tries += 1;
        try {
            await store.complete(key, uploadId, tags, signal);
        }
        catch (error) {
            const mayBeDone = tries > 1 && isGone(error);
            if (!mayBeDone || (await sizeNow()) !== file.size)
                throw error;
        }
    }, patience(file.path, undefined, signal));
}
async function giveUp(sending, uploadId) {
    const { store, key, clock, leftOpen } = sending;
    const limit = (0,limits/* within */.u)(clock, new AbortController().signal, LAST_CALLS);
    try {
        const abort = () => store.abort(key, uploadId, limit.signal);
        await (0,storage_tries/* persistently */.p)(abort, sending.patience(key, undefined, limit.signal));
    }
    catch (error) {
        if (!isGone(error))
            leftOpen();
    }
    finally {
        limit.end();
    }
}

;// CONCATENATED MODULE: ./storage/upload.js
var upload_addDisposableResource = (undefined && undefined.__addDisposableResource) || function (env, value, async) {
    if (value !== null && value !== void 0) {
        if (typeof value !== "object" && typeof value !== "function") throw new TypeError("Object expected.");
        var dispose, inner;
        if (async) {
            if (!Symbol.asyncDispose) throw new TypeError("Symbol.asyncDispose is not defined.");
            dispose = value[Symbol.asyncDispose];
        }
        if (dispose === void 0) {
            if (!Symbol.dispose) throw new TypeError("Symbol.dispose is not defined.");
            dispose = value[Symbol.dispose];
            if (async) inner = dispose;
        }
        if (typeof dispose !== "function") throw new TypeError("Object not disposable.");
        if (inner) dispose = function() { try { inner.call(this); } catch (e) { return Promise.reject(e); } };
        env.stack.push({ value: value, dispose: dispose, async: async });
    }
    else if (async) {
        env.stack.push({ async: true });
    }
    return value;
};
var upload_disposeResources = (undefined && undefined.__disposeResources) || (function (SuppressedError) {
    return function (env) {
        function fail(e) {
            env.error = env.hasError ? new SuppressedError(e, env.error, "An error was suppressed during disposal.") : e;
            env.hasError = true;
        }
        var r, s = 0;
        function next() {
            while (r = env.stack.pop()) {
                try {
                    if (!r.async && s === 1) return s = 0, env.stack.push(r), Promise.resolve().then(next);
                    if (r.dispose) {
                        var result = r.dispose.call(r.value);
                        if (r.async) return s |= 2, Promise.resolve(result).then(next, function(e) { fail(e); return next(); });
                    }
                    else s |= 1;
                }
                catch (e) {
                    fail(e);
                }
            }
            if (s === 1) return env.hasError ? Promise.reject(env.error) : Promise.resolve();
            if (env.hasError) throw env.error;
        }
        return next();
    };
})(typeof SuppressedError === "function" ? SuppressedError : function (error, suppressed, message) {
    var e = new Error(message);
    return e.name = "SuppressedError", e.error = error, e.suppressed = suppressed, e;
});






async function uploadAll(plan, { store, prefix }, options) {
    const { clock, random } = options;
    const stop = new AbortController();
    const signal = AbortSignal.any([options.signal, stop.signal]);
    const patienceFor = (path, part, until) => ({
        ...{ clock, random, signal: until },
        failed: (failure, wait) => options.failed({ path, part, failure, wait }),
    });
    const progress = createProgress(plan, options);
    const present = await lookFor(plan, { store, prefix }, patienceFor(plan.folder, undefined, signal));
    const missing = plan.files.filter(({ key }) => !present.has(key));
    const toSend = missing.reduce((total, { size }) => total + size, 0);
    progress.begin(present.size, toSend);
    const finished = [];
    const leftOpen = new Set();
    const buffers = [];
    async function send(file) {
        const env_1 = { stack: [], error: void 0, hasError: false };
        try {
            const handle = upload_addDisposableResource(env_1, await opened(file), true);
            await checkUnchanged(handle, file);
            const key = prefix + file.key;
            const { moved } = progress;
            const [only] = file.parts;
            if (only && file.size < PART) {
                const piece = pieceOf(handle, file, only, { buffers, signal, moved });
                return await (0,storage_tries/* persistently */.p)(() => store.put(key, piece, signal), patienceFor(file.path, undefined, signal));
            }
            await sendInParts({
                ...{ store, file, key, handle, clock, signal, buffers, moved, patience: patienceFor },
                leftOpen: () => leftOpen.add(key),
            });
        }
        catch (e_1) {
            env_1.error = e_1;
            env_1.hasError = true;
        }
        finally {
            const result_1 = upload_disposeResources(env_1);
            if (result_1)
                await result_1;
        }
    }
    try {
        await (0,storage_tries/* atOnce */.z)(FILES_AT_ONCE, missing, async (file) => {
            try {
                await send(file);
            }
            catch (error) {
                stop.abort();
                throw (0,storage_failure/* asStoreFailure */.gT)(error).with({ file: file.path });
            }
            finished.push(prefix + file.key);
        });
    }
    catch (error) {
        const failure = options.signal.aborted ? (0,storage_failure/* cancelled */.KW)() : (0,storage_failure/* asStoreFailure */.gT)(error);
        throw failure.with({ leftOpen: [...leftOpen], finished });
    }
    return {
        files: plan.files.map(({ path, key, size }) => ({
            ...{ path, key: prefix + key, size },
            skipped: present.has(key),
        })),
        sent: toSend,
        leftOpen: [...leftOpen],
    };
}
function createProgress({ files, bytes }, { clock, told }) {
    const startedAt = clock.now();
    let there = { filesThere: 0, bytesThere: 0 };
    let [moved, sent, toSend] = [0, 0, 0];
    const tell = () => {
        const elapsed = clock.now() - startedAt;
        const hasSpeed = elapsed >= 1000 && moved > 0;
        const speed = hasSpeed ? (sent / elapsed) * 1000 : undefined;
        told({ files: files.length, bytes, ...there, sent, speed });
    };
    return {
        begin(filesThere, bytesToSend) {
            there = { filesThere, bytesThere: bytes - bytesToSend };
            toSend = bytesToSend;
            tell();
        },
        moved(more) {
            moved += more;
            if (moved <= sent)
                return;
            sent = Math.min(moved, toSend);
            tell();
        },
    };
}

// EXTERNAL MODULE: ./words/format.js
var format = __webpack_require__(980);
;// CONCATENATED MODULE: ./steps/upload-notes.js

const PAUSE = 5000;
const MOST_TROUBLE = 50;
function noting({ tell, clock }) {
    let renewedAt = Number.NEGATIVE_INFINITY;
    return note => {
        if (note.kind === 'region')
            tell({ kind: 'noted', text: `The bucket is in ${note.region}: going on there` });
        if (note.kind === 'clock')
            tell({
                kind: 'noted',
                text: `The clock of this runner differs from the store's by ${Math.round(note.ahead / 1000)} s: signing with the store's time`,
            });
        if (note.kind !== 'renewed' || clock.now() - renewedAt < PAUSE)
            return;
        renewedAt = clock.now();
        tell({ kind: 'noted', text: 'The temporary keys of the volume were renewed' });
    };
}
function troubles({ tell, clock }) {
    const toldAt = new Map();
    let lines = 0;
    return ({ path, part, failure: { failure }, wait }) => {
        const { code } = failure;
        const isSoon = clock.now() - (toldAt.get(code) ?? Number.NEGATIVE_INFINITY) < PAUSE;
        if (isSoon || lines >= MOST_TROUBLE)
            return;
        toldAt.set(code, clock.now());
        lines += 1;
        const where = part === undefined ? path : `${path}, part ${part}`;
        tell({
            kind: 'noted',
            text: `${where}: ${code}. Trying again in ${(0,format/* duration */.p0)(Math.ceil(wait / 1000) * 1000)}`,
        });
    };
}
function openParts(keys) {
    return `${(0,format/* plural */.LS)(keys.length, 'unfinished upload')} may be left in the bucket, invisible and billed (${keys.slice(0, 3).join(', ')}): a lifecycle rule that aborts incomplete multipart uploads removes them`;
}

// EXTERNAL MODULE: ./storage/address.js
var address = __webpack_require__(6115);
// EXTERNAL MODULE: ./storage/open.js + 8 modules
var storage_open = __webpack_require__(48);
// EXTERNAL MODULE: ./steps/ask.js
var ask = __webpack_require__(9800);
;// CONCATENATED MODULE: ./steps/upload-place.js








function folderOf({ to }, below, api) {
    if (to.kind === 'volume') {
        const path = `imports/${below}`;
        return { path, shown: path, words: `volume ${to.volumeName}, folder ${path}`, input: 'files' };
    }
    const destination = destinationOf(to);
    const shown = (0,address/* urlOf */.rs)(destination, below);
    const input = api === 'milvus' ? 'files' : 'objectUrl';
    return { path: destination.key + below, shown, words: shown, input };
}
function destinationOf({ folderUrl }) {
    const destination = (0,address/* parseDestination */.G2)(folderUrl);
    if (typeof destination === 'string')
        throw (0,failures/* invalidInput */.aY)([`\`objectUrl\` ${destination}`]);
    return destination;
}
function keysFor(to, api, env) {
    const { kind } = destinationOf(to);
    const { accessKey = '', secretKey = '', sessionToken } = to.credentials;
    const needsPair = kind === 's3' || (kind === 'gcs' && !sessionToken);
    if (!needsPair || accessKey !== '')
        return { accessKey, secretKey, sessionToken, expires: undefined };
    if (kind === 'gcs')
        return api === 'zilliz-v1' ? NEEDS_HMAC : NEEDS_GOOGLE;
    const found = (0,storage_open/* keysFromEnv */.uq)(env);
    if (found && api === 'milvus')
        return found;
    if (!found)
        return api === 'milvus' ? `${NEEDS_PAIR}, or ${IN_ENV}` : NEEDS_PAIR;
    if (found.sessionToken && api === 'zilliz-v1')
        return NO_TOKEN_IN_V1;
    const lines = [...PASTE, ...(found.sessionToken ? [PASTE_TOKEN] : [])].map(line => `\`${line}\``);
    return `\`accessKey\` and \`secretKey\` are required: the server reads the bucket with them, and the keys of the environment go to nobody unless you say so. Add to \`with\`: ${lines.join(', ')}`;
}
const expression = (text) => `\${{ ${text} }}`;
const NEEDS_PAIR = '`objectUrl` needs `accessKey` and `secretKey`, the keys of the bucket';
const IN_ENV = '`AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY` in the environment';
const NEEDS_HMAC = '`objectUrl` on Google Cloud needs an HMAC key as `accessKey` and `secretKey` with `zilliz-v1`, which takes no token';
const NEEDS_GOOGLE = `\`objectUrl\` on Google Cloud needs an access token (\`sessionToken: ${expression('steps.auth.outputs.access_token')}\`), or an HMAC key as \`accessKey\` and \`secretKey\``;
const NO_TOKEN_IN_V1 = '`zilliz-v1` takes no session token, and the keys of the environment have one: give keys that do not expire as `accessKey` and `secretKey`, or use `zilliz-v2`';
const PASTE = [
    `accessKey: ${expression('env.AWS_ACCESS_KEY_ID')}`,
    `secretKey: ${expression('env.AWS_SECRET_ACCESS_KEY')}`,
];
const PASTE_TOKEN = `sessionToken: ${expression('env.AWS_SESSION_TOKEN')}`;
async function openFolder({ to }, { path }, api, { plan, tools, world }) {
    const { wire, env, redact } = world;
    const context = { wire, redact, today: tools.today, told: noting(tools) };
    if (to.kind === 'bucket') {
        const keys = keysFor(to, api, env);
        if (typeof keys === 'string')
            throw (0,failures/* invalidInput */.aY)([keys]);
        const { storageEndpoint: endpoint, storageRegion } = to;
        const region = storageRegion ?? (0,storage_open/* regionFromEnv */.Yl)(env);
        return { store: (0,storage_open/* openBucket */.xB)(destinationOf(to), { keys, endpoint, region }, context), prefix: path };
    }
    const grantOf = () => grantFor(to.volumeName, path, tools, world);
    const grant = await grantOf();
    judgeTerms(plan, grant);
    const store = (0,storage_open/* openVolume */.VN)(grant, { ...context, clock: tools.clock, renew: grantOf });
    return { store, prefix: grant.prefix + path };
}
async function grantFor(volumeName, folder, tools, { redact, apply }) {
    const asked = await (0,ask/* ask */.kA)(tools, options => apply(volumeName, folder, options), { timeout: patience/* CALL */.XV });
    if ('refusal' in asked)
        throw new storage_failure/* StoreFailure */.kB({ ...asked.failure, volumeName });
    const { accessKey, secretKey, sessionToken = '' } = asked.answer.keys;
    redact.add([accessKey, secretKey, sessionToken].filter(Boolean));
    return asked.answer;
}
function judgeTerms(plan, { mostBytes, mostFiles, volumeName }) {
    const { bytes, files } = plan;
    const problems = [];
    if (mostBytes !== undefined && BigInt(bytes) > mostBytes)
        problems.push(`The files have ${(0,format/* size */.Ej)(BigInt(bytes))}, volume ${volumeName} takes ${(0,format/* size */.Ej)(mostBytes)} in one upload`);
    if (mostFiles !== undefined && BigInt(files.length) > mostFiles)
        problems.push(`There are ${(0,format/* plural */.LS)(files.length, 'file')}, volume ${volumeName} takes ${mostFiles} in one upload`);
    if (problems.length > 0)
        throw new storage_failure/* StoreFailure */.kB({ kind: 'code', code: 'UploadTooLarge', said: '', title: problems.join('. ') });
}

// EXTERNAL MODULE: ./inputs/rules.js
var rules = __webpack_require__(7680);
;// CONCATENATED MODULE: ./steps/upload-source.js



function sourceOf(found, local, folder, api) {
    const { to, options } = local;
    if (api === 'milvus')
        return { kind: 'files', groups: groupsOf(found).map(keys => keys.map(key => folder + key)), options };
    const below = namesByFolder(found, api) ? foldersOf(found) : found.files.map(({ key }) => key);
    if (to.kind === 'volume')
        return { kind: 'volume', volumeName: to.volumeName, paths: below.map(key => folder + key) };
    const destination = (0,address/* parseDestination */.G2)(to.folderUrl);
    if (typeof destination === 'string')
        throw new TypeError(destination);
    const base = folder.slice(destination.key.length);
    return {
        kind: 'objects',
        urls: below.map(key => (0,address/* urlOf */.rs)(destination, base + key)),
        credentials: to.credentials,
    };
}
function namesByFolder({ format, files }, api) {
    return api !== 'milvus' && (format === 'npy' || files.length > rules/* MOST_SOURCES */.H8[api]);
}
function problemOfSource(found, api) {
    const most = rules/* MOST_SOURCES */.H8[api];
    const files = `\`path\` matches ${(0,format/* count */.U9)(BigInt(found.files.length))} files`;
    if (api === 'milvus') {
        const { length } = groupsOf(found);
        return length > most
            ? `${files}, a job of \`milvus\` takes ${(0,format/* count */.U9)(BigInt(most))}: split them among several steps`
            : undefined;
    }
    if (!namesByFolder(found, api))
        return undefined;
    const folders = foldersOf(found);
    const why = found.format === 'npy'
        ? 'a NumPy set is named by its folder'
        : `a job of \`${api}\` takes ${most === 1 ? 'one URL' : `${(0,format/* count */.U9)(BigInt(most))} names`}, so that folders are named`;
    if (folders.length > most)
        return `${files} in ${(0,format/* count */.U9)(BigInt(folders.length))} folders: ${why}, and only ${(0,format/* count */.U9)(BigInt(most))}. Put them into ${most === 1 ? 'one folder, or use `zilliz-v2`' : 'fewer folders'}`;
    const inner = folders.find(folder => folders.some(outer => outer !== folder && folder.startsWith(outer)));
    return inner === undefined
        ? undefined
        : `${files}, some in a folder inside of another (\`${inner}\`): ${why}, and files inside could be imported twice. Put them into folders side by side`;
}
function foldersOf({ files }) {
    return [...new Set(files.map(({ key }) => upload_source_folderOf(key)))];
}
function groupsOf({ files, format }) {
    const keys = files.map(({ key }) => key);
    return format === 'npy' ? [...Map.groupBy(keys, upload_source_folderOf).values()] : keys.map(key => [key]);
}
function upload_source_folderOf(key) {
    return key.slice(0, key.lastIndexOf('/') + 1);
}

;// CONCATENATED MODULE: ./steps/upload.js













async function planUpload(local, plan, identity, tools, world) {
    const { api } = plan.connection;
    const found = await filesOf(local, api, world.env);
    const { files, bytes, format, folder, skipped } = found;
    tools.tell({ kind: 'found', files: files.length, bytes, format, folder });
    for (const name of skipped)
        tools.tell({ kind: 'noted', text: `Not uploaded: ${name} holds credentials of Google Cloud` });
    const parts = await readOnce(found, tools);
    const owner = local.deleteUploaded ? ownerOf(plan, identity) : undefined;
    const below = folderBelow('', identity.repository, parts.contentHash, owner);
    const to = folderOf(local, below, api);
    const open = () => openFolder(local, to, api, { plan: parts, tools, world });
    let target;
    let isThere = false;
    let isSent = false;
    const sendOnce = async () => {
        target = await open();
        const startedAt = tools.clock.now();
        const { clock, random, signal, tell } = tools;
        const { files, sent, leftOpen } = await uploadAll(parts, target, {
            ...{ clock, random, signal, failed: troubles(tools) },
            told: progress => tell({ kind: 'uploading', to: to.words, progress }),
        });
        const elapsed = clock.now() - startedAt;
        warnOfOpen(leftOpen, tools);
        isThere = true;
        if (namesByFolder(parts, api))
            await checkListing(parts, target, tools);
        const hidden = local.to.kind === 'volume' ? target.prefix.length - to.path.length : 0;
        const named = files.map(file => ({ ...file, key: file.key.slice(hidden) }));
        tell({ kind: 'uploaded', files: named, folder: to.shown, sent, elapsed });
    };
    return {
        source: sourceOf(parts, local, to.path, api),
        files: parts.files,
        content: parts.contentHash,
        async send() {
            try {
                await sendOnce().catch(error => {
                    if (!(error instanceof storage_failure/* StoreFailure */.kB) || error.failure.code !== 'UploadMoved')
                        throw error;
                    warnOfOpen(error.failure.leftOpen, tools);
                    tools.tell({ kind: 'noted', text: 'The volume is in another place now: uploading there' });
                    return sendOnce();
                });
            }
            catch (error) {
                throw asUploadFailed(error, tools, { api, to, isThere });
            }
            isSent = true;
        },
        explained(error, isSubmitted) {
            if (!isSent || !(error instanceof import_error/* ImportError */.Y))
                return error;
            return stayed(error, { ...to, isSubmitted, deletes: local.deleteUploaded });
        },
        async cleanUp(allRowsIn) {
            if (!local.deleteUploaded)
                return;
            if (allRowsIn)
                return remove(parts, async () => target ?? open(), to, tools);
            const why = 'the server does not report that all of their rows came in';
            tools.tell({ kind: 'noted', text: `The uploaded files stay in ${to.shown}: ${why}` });
        },
    };
}
async function filesOf({ patterns, to }, api, env) {
    const keys = to.kind === 'bucket' ? keysFor(to, api, env) : '';
    const problems = typeof keys === 'string' && keys !== '' ? [keys] : [];
    const ground = {
        workspace: env['GITHUB_WORKSPACE'] || process.cwd(),
        temp: env['RUNNER_TEMP'] || undefined,
    };
    const found = await findFiles(patterns, ground).catch(error => {
        if (error instanceof PlanProblem)
            throw (0,failures/* invalidInput */.aY)([...problems, ...error.problems]);
        throw error;
    });
    const problem = problemOfSource(found, api);
    if (problem)
        problems.push(problem);
    if (problems.length > 0)
        throw (0,failures/* invalidInput */.aY)(problems);
    return found;
}
async function readOnce(found, tools) {
    const { signal, tell } = tools;
    const { files, bytes } = found;
    let read = 0;
    const told = (more) => {
        read += more;
        tell({ kind: 'reading', files: files.length, bytes, read });
    };
    try {
        return await planParts(found, { signal, told });
    }
    catch (error) {
        throw asUploadFailed(error, tools);
    }
}
function ownerOf({ connection, target, task }, { runId, job, step }) {
    const into = task.kind === 'submit' ? task.into : task;
    return [runId, job, step, JSON.stringify([connection.api, connection.endpoint, target, into])];
}
async function checkListing(plan, target, { clock, random, signal }) {
    const { missing, foreign } = await compareFolder(plan, target, { clock, random, signal, failed: () => { } });
    const some = (keys) => keys.slice(0, 3).join(', ');
    const problems = [
        missing.length > 0 ? `${(0,format/* plural */.LS)(missing.length, 'file')} missing (${some(missing)})` : '',
        foreign.length > 0 ? `${(0,format/* plural */.LS)(foreign.length, 'object')} not of this upload (${some(foreign)})` : '',
    ].filter(Boolean);
    if (problems.length === 0)
        return;
    const title = `The folder does not hold exactly the planned files: ${problems.join('; ')}`;
    throw new storage_failure/* StoreFailure */.kB({ kind: 'code', code: 'ListingDiffers', said: '', title });
}
async function remove(plan, open, { shown }, { clock, random, signal, tell }) {
    const limit = (0,limits/* within */.u)(clock, signal, patience/* CLEAN_UP */._f);
    try {
        await deleteUploaded(plan, await open(), { clock, random, signal: limit.signal, failed() { } });
        tell({ kind: 'noted', text: `Deleted ${(0,format/* plural */.LS)(plan.files.length, 'uploaded file')}` });
    }
    catch (error) {
        if (!(error instanceof storage_failure/* StoreFailure */.kB))
            throw error;
        const { code, finished = [] } = error.failure;
        const kept = (0,format/* plural */.LS)(plan.files.length - finished.length, 'uploaded file');
        const advice = 'the keys need the right to delete, or a lifecycle rule of the bucket removes what is old.';
        tell({
            kind: 'warned',
            text: `${kept} could not be deleted and may stay in ${shown} (${code}). The import is not affected; ${advice}`,
        });
    }
    finally {
        limit.end();
    }
}
function warnOfOpen(keys = [], { tell }) {
    if (keys.length > 0)
        tell({ kind: 'warned', text: openParts(keys) });
}
function asUploadFailed(error, tools, sending) {
    if (!(error instanceof storage_failure/* StoreFailure */.kB))
        return error;
    const { code, said, requestId, file, part, title, volumeName, finished = [] } = error.failure;
    warnOfOpen(error.failure.leftOpen, tools);
    const kept = sending && (sending.isThere || finished.length > 0) ? sending.to.shown : undefined;
    if (tools.signal.aborted)
        return cancelledUploading(kept);
    const path = file && part !== undefined ? `${file}, part ${part},` : file;
    const api = sending?.api;
    return uploadFailed({ code, said, requestId, path, title, kept, volumeName, api });
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
