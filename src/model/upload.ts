/** One file of an upload, as the output `uploadedFiles` has it. */
export interface UploadedFile {
  /** As the author knows it. */
  readonly path: string
  /** The whole key in the bucket, or the path in the volume. */
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** It was there already, and was not sent again. */
  readonly skipped: boolean
}

/** How far an upload is. Sizes in bytes; of `files` and `bytes` some may have been there already. */
export interface UploadProgress {
  readonly files: number
  readonly bytes: number
  readonly filesThere: number
  readonly bytesThere: number
  /** Without what was there. */
  readonly sent: number
  /** Bytes a second since the first byte; `undefined` while there is too little to tell. */
  readonly speed: number | undefined
}
