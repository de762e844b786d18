import { fnv1a } from '../../../../base/prng'
import { toSeconds } from '../../../../base/time'
import { wallClock } from '../../../kernel/clock'
import { keyOf, kindOf } from '../../../api/scheme'
import { unixMicros } from '../../../api/timestamp'
import { decode, encode } from '../base64url'
import type { ApiServer } from '../context'

/** Of whom a token speaks. */
export interface TokenOf {
  readonly namespace: string
  readonly name: string
}

interface Claims {
  readonly aud: readonly string[]
  /** Unix seconds. */
  readonly exp: number
  readonly iat: number
  readonly iss: string
  readonly jti: string
  readonly nbf: number
  readonly sub: string
  readonly 'kubernetes.io': {
    readonly namespace: string
    readonly serviceaccount: { readonly name: string; readonly uid: string }
    readonly pod?: { readonly name: string; readonly uid: string }
  }
}

/** `--service-account-issuer`, which is the audience of tokens for the API itself, too. */
export const issuer = 'https://kubernetes.default.svc.cluster.local'

const header = encode('{"alg":"RS256","kid":"service-account","typ":"JWT"}')
/** There is no cryptography here: what stands for the signature follows from the text. */
const signature = (text: string): string => encode(fnv1a(`sa.key ${text}`).toString(16).padStart(8, '0'))

const unixNow = (server: ApiServer): number => Math.floor(toSeconds(unixMicros(wallClock(server))))

/** A JSON Web Token. Models pkg/serviceaccount/claims.go. */
export function makeToken(
  server: ApiServer,
  { namespace, name }: TokenOf,
  uid: string,
  audiences: readonly string[],
  lasts: number,
  jti: string,
  pod?: { readonly name: string; readonly uid: string }
): string {
  const now = unixNow(server)
  const claims: Claims = {
    aud: audiences,
    exp: now + lasts,
    iat: now,
    iss: issuer,
    jti,
    'kubernetes.io': { namespace, ...(pod && { pod }), serviceaccount: { name, uid } },
    nbf: now,
    sub: `system:serviceaccount:${namespace}:${name}`
  }
  const text = `${header}.${encode(JSON.stringify(claims))}`
  return `${text}.${signature(text)}`
}

/** Whether a token says that it is of this issuer: of others nobody here knows anything. Models jwt.go hasCorrectIssuer. */
export function isOurs(token: string): boolean {
  const text = decode(token.split('.')[1] ?? '')
  return typeof text === 'string' && text.includes(`"iss":${JSON.stringify(issuer)}`)
}

/**
 * The account that a token is of; undefined: it is none of ours, it is over, for somebody else, or what it was bound to is gone.
 * Models pkg/serviceaccount/jwt.go and claims.go Validate.
 */
export function readToken(server: ApiServer, token: string): TokenOf | undefined {
  const [head, body = '', signed] = token.split('.')
  if (head !== header || signed !== signature(`${head}.${body}`)) return undefined
  const text = decode(body)
  if (typeof text === 'number') return undefined
  const { exp, iss, aud, 'kubernetes.io': about } = JSON.parse(text) as Claims
  if (iss !== issuer || !aud.includes(issuer) || exp <= unixNow(server)) return undefined
  const { namespace, serviceaccount, pod } = about
  const uidOf = (resource: string, name: string) =>
    server.caches.get(resource)!.objects.get(keyOf(kindOf(resource), namespace, name))?.metadata.uid
  if (uidOf('serviceaccounts', serviceaccount.name) !== serviceaccount.uid) return undefined
  if (pod && uidOf('pods', pod.name) !== pod.uid) return undefined
  return { namespace, name: serviceaccount.name }
}

/** A token that a volume asked for lasts longer than it says, for clients that do not renew theirs. */
export const extended = (expirationSeconds: number, bound: boolean): number =>
  bound && expirationSeconds === 3_607 ? 365 * 24 * 3_600 : expirationSeconds
