/** The states of its statechart, the current one lit. */
export function States({ states, current }: { readonly states: readonly string[]; readonly current: string }) {
  return (
    <ul aria-label="States" className="mt-2 flex flex-wrap gap-1">
      {states.map((state) => {
        const lit = state === current
        return (
          <li
            key={state}
            aria-current={lit ? 'true' : undefined}
            className={`rounded-md border px-1.5 py-px text-[11px] ${
              lit ? 'border-lead bg-leadbg font-semibold text-lead' : 'border-line text-mute'
            }`}
          >
            {state}
          </li>
        )
      })}
    </ul>
  )
}
