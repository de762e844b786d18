/** Not there yet. */
export default function Year() {
  return <p className="text-mute">Not measured yet: this part has no runs.</p>
}
