import { databaseOf, type PlaneRoute } from './call.ts'

/** Routes below `/v2/vectordb/databases/`. `list` asks for a valid login only. */
export const databases: Readonly<Record<string, PlaneRoute>> = {
  list: {
    struct: 'EmptyReq',
    required: {},
    exists: profile => profile.showsDatabases,
    handle: ({ context, scope }) => ({ data: [...(context.catalog.databases(scope)?.keys() ?? [])] }),
  },
  describe: {
    struct: 'DatabaseReqRequiredName',
    required: { DbName: 'dbName' },
    exists: profile => profile.showsDatabases,
    handle(call) {
      call.demand('DescribeDatabase')
      const { id, name } = databaseOf(call)
      return { data: { dbName: name, dbID: id, properties: [] } }
    },
  },
}
