/** What works right now. */
export function WorksRow() {
  return null
}
