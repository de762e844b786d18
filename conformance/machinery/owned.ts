import { isFields, type Fields } from './steps'

/** The part of a value that a set of fields (`fieldsV1`) names: what a manager wrote, with the defaults that it got. */
export function owned(value: unknown, set: Fields): unknown {
  const keys = Object.keys(set).filter((key) => key !== '.')
  if (keys.length === 0) return value
  if (Array.isArray(value))
    return value.flatMap((item: unknown) => {
      const key = keys.find((one) => isNamed(one, item))
      return key === undefined ? [] : [owned(item, set[key] as Fields)]
    })
  if (!isFields(value)) return value
  return Object.fromEntries(
    keys.flatMap((key) => {
      const name = key.slice(2)
      return key.startsWith('f:') && name in value ? [[name, owned(value[name], set[key] as Fields)]] : []
    })
  )
}

/** Whether `k:{"name":"c"}` or `v:"x"` stands for an item of a list. */
function isNamed(key: string, item: unknown): boolean {
  const named = JSON.parse(key.slice(2)) as unknown
  if (key.startsWith('v:')) return named === item
  return isFields(named) && isFields(item) && Object.entries(named).every(([name, value]) => item[name] === value)
}
