/** Not there yet. */
export default function Timers() {
  return <p className="text-mute">Not measured yet: this part has no runs.</p>
}
