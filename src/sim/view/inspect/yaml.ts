import { stringify } from 'yaml'

export const yamlText = (value: unknown): string =>
  value === null || value === undefined ? '' : stringify(value, { aliasDuplicateObjects: false })
