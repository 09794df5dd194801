import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Privilege } from '../../sandbox/milvus/options.ts'
import { type MilvusServer, milvusServer } from './milvus-server.ts'

const loader = (privileges?: readonly Privilege[]) => ({
  loader: { password: 'a-password', mayImport: ['default'], ...(privileges && { privileges }) },
})
const headers = { authorization: 'Bearer loader:a-password' }
const book = { collectionName: 'book' }
const alias = { aliasName: 'prod', ...book }
const partition = { partitionName: '_default', ...book }
const count = { outputFields: ['count(*)'], ...book }

/** What each call needs (`pkg/util/constant.go`); `has` and the lists of names need a valid login only. */
const NEEDS: readonly (readonly [string, object, Privilege | undefined])[] = [
  ['collections/has', book, undefined],
  ['collections/list', {}, undefined],
  ['databases/list', {}, undefined],
  ['collections/describe', book, 'DescribeCollection'],
  ['collections/get_stats', book, 'GetStatistics'],
  ['collections/get_load_state', book, 'GetLoadState'],
  ['collections/load', book, 'Load'],
  ['collections/refresh_load', book, 'Load'],
  ['partitions/list', book, 'ShowPartitions'],
  ['partitions/has', partition, 'HasPartition'],
  ['partitions/get_stats', partition, 'GetStatistics'],
  ['databases/describe', { dbName: 'default' }, 'DescribeDatabase'],
  ['aliases/create', alias, 'CreateAlias'],
  ['aliases/alter', alias, 'CreateAlias'],
  ['aliases/describe', alias, 'DescribeAlias'],
  ['aliases/list', {}, 'ListAliases'],
  ['aliases/drop', alias, 'DropAlias'],
  ['entities/query', count, 'Query'],
  ['collections/release', book, 'Release'],
]

async function each(
  server: MilvusServer,
  check: (
    answer: Awaited<ReturnType<MilvusServer['plane']>>,
    privilege: Privilege | undefined,
    route: string,
  ) => void,
) {
  for (const [route, body, privilege] of NEEDS)
    check(await server.plane(route, body, headers), privilege, route)
}

test('a role that may import and nothing else is refused with 403, code 65535', async () => {
  await using server = await milvusServer({ milvus: '2.6', users: loader([]) })
  await each(server, ({ code, message, status }, privilege, route) => {
    if (privilege === undefined) return assert.deepEqual([status, code], [200, 0], route)
    assert.deepEqual([status, code], [403, 65535], route)
    assert.equal(
      message,
      `rpc error: code = PermissionDenied desc = Privilege${privilege}: permission deny to loader in the \`default\` database`,
    )
  })
})

test('a role whose privileges are not told may do everything', async () => {
  await using server = await milvusServer({ milvus: '2.6', users: loader() })
  await each(server, ({ code, text }, _, route) => assert.equal(code, 0, `${route}: ${text}`))
})

test('a wrong password is 401, code 1800, for all of them', async () => {
  await using server = await milvusServer({ milvus: '2.6', users: loader() })
  for (const [route, body] of NEEDS) {
    const { code, status } = await server.plane(route, body, { authorization: 'Bearer loader:wrong' })
    assert.deepEqual([status, code], [401, 1800], route)
  }
})

test('what a role may not see is missing from a description', async () => {
  await using server = await milvusServer({ milvus: '2.6', users: loader(['DescribeCollection']) })
  const { code, data, message } = await server.plane('collections/describe', book, headers)
  assert.deepEqual([code, data.load, data.aliases], [0, '', []])
  assert.match(
    message,
    /^rpc error: code = PermissionDenied desc = PrivilegeGetLoadState: .*;rpc error: .*PrivilegeListAliases: .*\.$/,
  )
})

test('the database of the body is the one of the refusal', async () => {
  await using server = await milvusServer({ milvus: '2.6', users: loader([]) })
  const { message } = await server.plane('collections/load', { ...book, dbName: 'db1' }, headers)
  assert.match(message, /in the `db1` database$/)
})
