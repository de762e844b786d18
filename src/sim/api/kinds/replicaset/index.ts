import type { KindCode } from '../kind'
import { columns } from './columns'

export const replicaset: KindCode = { columns }
