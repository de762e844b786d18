import type { KindCode } from '../kind'
import { columns } from './columns'

export const endpointslice: KindCode = { columns }
