import { sha256 as digest } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** In hex, of a text's UTF-8 bytes. */
export const sha256 = (text: string): string => bytesToHex(digest(utf8ToBytes(text)))
