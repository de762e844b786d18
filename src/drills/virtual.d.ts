declare module 'virtual:drills' {
  import type { DrillHead } from './list'
  export const drills: readonly DrillHead[]
}
