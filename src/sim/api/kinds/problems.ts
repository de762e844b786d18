/** One broken rule of an object: `spec.containers: Required value`. Models apimachinery/pkg/util/validation/field Error. */
export interface Problem {
  readonly reason:
    | 'FieldValueRequired'
    | 'FieldValueInvalid'
    | 'FieldValueNotSupported'
    | 'FieldValueForbidden'
    | 'FieldValueDuplicate'
    | 'FieldValueNotFound'
    | 'FieldValueTooLong'
    | 'FieldValueTooShort'
    | 'FieldValueTooMany'
    | 'FieldValueTypeInvalid'
    | 'InternalError'
  readonly field: string
  /** All but the field: `Invalid value: -1: must be greater than or equal to 0`. */
  readonly text: string
}

/** Collects problems in the order of the checks, in upstream's words. Models field.Required, field.Invalid … */
export class Problems {
  readonly list: Problem[] = []

  required(field: string, detail = ''): void {
    this.add('FieldValueRequired', field, `Required value${tail(detail)}`)
  }

  invalid(field: string, value: unknown, detail: string): void {
    this.add('FieldValueInvalid', field, `Invalid value: ${shown(value)}${tail(detail)}`)
  }

  notSupported(field: string, value: unknown, supported: readonly string[]): void {
    const list = supported.map((one) => JSON.stringify(one))
    this.add(
      'FieldValueNotSupported',
      field,
      `Unsupported value: ${shown(value)}${list.length > 0 ? `: supported values: ${list.join(', ')}` : ''}`
    )
  }

  forbidden(field: string, detail: string): void {
    this.add('FieldValueForbidden', field, `Forbidden${tail(detail)}`)
  }

  duplicate(field: string, value: unknown, detail = ''): void {
    this.add('FieldValueDuplicate', field, `Duplicate value: ${shown(value)}${tail(detail)}`)
  }

  notFound(field: string, value: unknown, detail = ''): void {
    this.add('FieldValueNotFound', field, `Not found: ${shown(value)}${tail(detail)}`)
  }

  /** @param actual how many there are; undefined: too many to be told */
  tooMany(field: string, actual: number | undefined, most: number): void {
    const detail = `must have at most ${most} item${most === 1 ? '' : 's'}`
    this.add(
      'FieldValueTooMany',
      field,
      actual === undefined ? `Too many: ${detail}` : `Too many: ${actual}: ${detail}`
    )
  }

  typeInvalid(field: string, value: unknown, detail: string): void {
    this.add('FieldValueTypeInvalid', field, `Invalid value: ${shown(value)}${tail(detail)}`)
  }

  internal(field: string, detail: string): void {
    this.add('InternalError', field, `Internal error: ${detail}`)
  }

  /** Each of these as what is wrong with a value. */
  allInvalid(field: string, value: unknown, details: readonly string[]): void {
    for (const detail of details) this.invalid(field, value, detail)
  }

  /** One of some values, and not none. */
  oneOf(field: string, value: string, supported: readonly string[]): void {
    if (value === '') this.required(field)
    else if (!supported.includes(value)) this.notSupported(field, value, supported)
  }

  tooLong(field: string, detail: string): void {
    this.add('FieldValueTooLong', field, `Too long${tail(detail)}`)
  }

  /** Models ValidateNonnegativeField; what is missing is not looked at. */
  nonNegative(field: string, value: number | undefined): void {
    if (value !== undefined && value < 0) this.invalid(field, value, 'must be greater than or equal to 0')
  }

  immutable(field: string, value: unknown): void {
    this.invalid(field, value, 'field is immutable')
  }

  /** Another list, for what may be wrong without being so. */
  fresh(): Problems {
    return new Problems()
  }

  add(reason: Problem['reason'], field: string, text: string): void {
    this.list.push({ reason, field, text })
  }
}

const tail = (detail: string): string => (detail === '' ? '' : `: ${detail}`)

/** A value as Go's field errors print it: scalars quoted, the rest as JSON, whose encoder does not like HTML. */
function shown(value: unknown): string {
  const text = JSON.stringify(value ?? null)
  return typeof value === 'string' ? text : text.replace(/[<>&]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`)
}
