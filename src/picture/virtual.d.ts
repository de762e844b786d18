declare module 'virtual:first-picture' {
  /** Null where nothing was built: in the development server. */
  const picture: import('../worker/protocol').Picture | null
  export default picture
}
