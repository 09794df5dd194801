'use strict'

// What the bundle holds of undici. Its index loads all the rest as well: mocks, caches, web sockets, half of its code.

const Dispatcher = require('undici/lib/dispatcher/dispatcher.js')
const api = require('undici/lib/api/index.js')

// As the index does it: without these methods the agent of a proxy can't ask its proxy.
Object.assign(Dispatcher.prototype, api)

module.exports = {
  EnvHttpProxyAgent: require('undici/lib/dispatcher/env-http-proxy-agent.js'),
  ProxyAgent: require('undici/lib/dispatcher/proxy-agent.js'),
  // Only the client of GitHub asks for it.
  get fetch() {
    return require('undici/lib/web/fetch/index.js').fetch
  },
}
