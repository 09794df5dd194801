import type { FileObservation, Observation } from '../../src/model/job.ts'

/** What a server may say of a job that runs and tells nothing, but for `parts`. */
export const seen = (parts: Partial<Observation> = {}): Observation => ({
  state: 'Importing',
  standing: 'running',
  percent: undefined,
  collectionName: undefined,
  importedRows: undefined,
  totalRows: undefined,
  reason: '',
  blamed: [],
  files: [],
  ...parts,
})

/** A file of it that is at work and tells nothing, but for `parts`. */
export const file = (name: string, parts: Partial<FileObservation> = {}): FileObservation => ({
  name,
  paths: [name],
  state: 'InProgress',
  percent: 0,
  importedRows: undefined,
  totalRows: undefined,
  fileSize: undefined,
  reason: '',
  ...parts,
})
