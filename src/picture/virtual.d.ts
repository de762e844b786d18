declare module 'virtual:first-picture' {
  import type { Picture } from '../worker/protocol'
  /** Null where nothing was built: in the development server. */
  const picture: Picture | null
  export default picture
}
