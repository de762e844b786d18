import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { utf8ToBytes } from '@noble/hashes/utils.js'
import { base64, base64OfBytes } from '../../../api/base64'

const url = (text: string): string => text.replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
const urlOf = (text: string): string => url(base64(text))

/** JWS, compact, without its payload. Models cluster-bootstrap/token/jws ComputeDetachedSignature. */
export function detachedSignature(content: string, id: string, secret: string): string {
  const header = urlOf(`{"alg":"HS256","kid":"${id}"}`)
  const mac = hmac(sha256, utf8ToBytes(secret), utf8ToBytes(`${header}.${urlOf(content)}`))
  return `${header}..${url(base64OfBytes(mac))}`
}
