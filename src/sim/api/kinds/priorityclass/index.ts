import type { KindCode } from '../kind'
import { columns } from './columns'

export const priorityclass: KindCode = { columns }
