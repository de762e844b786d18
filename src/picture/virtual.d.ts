declare module 'virtual:pictures' {
  import type { Picture } from '../worker/protocol'
  /** How to load the picture of a link, for those that have one; empty where nothing was built: in the development server. */
  const pictures: Readonly<Record<string, () => Promise<{ readonly default: Picture }>>>
  export default pictures
}
