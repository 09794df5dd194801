export const id = 761;
export const ids = [761,142];
export const modules = {

/***/ 142:
/***/ ((module, __unused_webpack_exports, __webpack_require__) => {



// What the bundle holds of undici. Its index loads all the rest as well: mocks, caches, web sockets, half of its code.

const Dispatcher = __webpack_require__(6089)
const api = __webpack_require__(8833)

// As the index does it: without these methods the agent of a proxy can't ask its proxy.
Object.assign(Dispatcher.prototype, api)

module.exports = {
  EnvHttpProxyAgent: __webpack_require__(5579),
  ProxyAgent: __webpack_require__(4942),
  // Only the client of GitHub asks for it.
  get fetch() {
    return (__webpack_require__(7532).fetch)
  },
}


/***/ })

};
