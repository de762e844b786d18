import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { base64OfBytes } from '../../../api/base64'

/** By what clients may notice that objects are stored in another version. Models apiserver/pkg/endpoints/discovery/storageversionhash.go. */
export const storageVersionHash = (group: string, version: string, kind: string): string =>
  base64OfBytes(sha256(utf8ToBytes(`${group}/${version}/${kind}`)).slice(0, 8))
