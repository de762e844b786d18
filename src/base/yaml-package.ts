import type * as Yaml from 'yaml'
import { late } from './late'

/** The parser and printer of YAML, an eighth of the program: JSON is read without it. */
export const yaml = late<typeof Yaml>('YAML')
