import type { KindCode } from '../kind'
import { columns } from './columns'

export const node: KindCode = { columns }
