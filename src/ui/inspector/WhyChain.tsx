import { clockText, showEntry, useLab, type InspectorView } from '../../store'

/** The chain of causes, oldest first; each one can be gone to. */
export function WhyChain({ why }: { readonly why: InspectorView['why'] }) {
  const start = useLab((lab) => lab.info?.clockStartSeconds ?? 0)
  return (
    <ol className="grid gap-[5px] border-l-[3px] border-lead py-0.5 pl-2.5 text-xs">
      {why.toReversed().map(({ entry, at, text, setting, settingValue }) => (
        <li key={entry}>
          <button
            type="button"
            onClick={() => showEntry(entry, at)}
            className="w-full rounded text-left hover:bg-raised"
            title="Show this instant"
          >
            <span className="numbers text-mute">{clockText(at, start)}</span> {text}
            {setting && (
              <span className="numbers ml-1 rounded bg-infobg px-1 text-[11px] text-info">
                {setting}
                {settingValue && `=${settingValue}`}
              </span>
            )}
          </button>
        </li>
      ))}
    </ol>
  )
}
