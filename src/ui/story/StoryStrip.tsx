/** Each moment in a sentence. */
export function StoryStrip() {
  return null
}
