/** Not there yet. */
export default function Roi() {
  return <p className="text-mute">Not measured yet: this part has no runs.</p>
}
