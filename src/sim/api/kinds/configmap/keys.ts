import type { Problems } from '../problems'

const keyText =
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')"

/** Keys of a ConfigMap or Secret. Models apimachinery/pkg/util/validation IsConfigMapKey. */
export function validateKeys(data: Readonly<Record<string, string>> | undefined, at: string, problems: Problems): void {
  for (const key of Object.keys(data ?? {})) {
    const field = `${at}[${key}]`
    if (key.length > 253) problems.invalid(field, key, 'must be no more than 253 characters')
    if (!/^[-._a-zA-Z0-9]+$/.test(key)) problems.invalid(field, key, keyText)
    else if (key === '.' || key === '..') problems.invalid(field, key, `must not be '${key}'`)
    else if (key.startsWith('..')) problems.invalid(field, key, "must not start with '..'")
  }
}

/** What `immutable` forbids. Models ValidateConfigMapUpdate and ValidateSecretUpdate. */
export const immutableText = 'field is immutable when `immutable` is set'

/** Bytes of all values. */
export const sizeOf = (...maps: (Readonly<Record<string, string>> | undefined)[]): number =>
  maps.reduce((sum, map) => sum + Object.values(map ?? {}).reduce((bytes, value) => bytes + value.length, 0), 0)

export const maxSize = 1_048_576
export const sizeText = 'may not be more than 1048576 bytes'
