import type { Configure, RunInfo } from '../../store'
import { usePage } from '../shared/use-page'

/** More than this many are set in a scenario file. */
const most = 12

interface Props {
  readonly info: RunInfo
  readonly change: (what: Configure) => Promise<void>
}

/** CPUs and memory of each worker, where they shall not be those of the flags. */
export function NodeSizes({ info, change }: Props) {
  const t = usePage()
  const { sizes, size, workers } = info
  const machines = Array.from({ length: Math.min(workers, most) }, (_, i) => `worker-${i + 1}`)
  const set = (machine: string, field: 'cpu' | 'memoryMib', value: number) => {
    const { [field]: _, ...others } = sizes[machine] ?? {}
    void change({ sizes: { ...sizes, [machine]: value === size[field] ? others : { ...others, [field]: value } } })
  }
  return (
    <details className="text-xs" open={Object.keys(sizes).length > 0}>
      <summary className="min-h-8 cursor-pointer content-center text-mute">{t('Sizes of the workers')}</summary>
      <table className="w-full">
        <thead className="text-left text-[11px] text-faint">
          <tr>
            <th scope="col" className="font-normal">
              <span className="sr-only">{t('Machine')}</span>
            </th>
            <th scope="col" className="font-normal">
              {t('CPU')}
            </th>
            <th scope="col" className="font-normal">
              {t('MiB')}
            </th>
          </tr>
        </thead>
        <tbody>
          {machines.map((machine) => (
            <tr key={machine}>
              <th scope="row" className="pr-1 text-left font-normal whitespace-nowrap">
                {machine}
              </th>
              {(['cpu', 'memoryMib'] as const).map((field) => (
                <td key={field} className="py-0.5 pl-1">
                  <Size
                    label={t(`${field === 'cpu' ? 'CPUs' : 'MiB of memory'} of ${machine}`)}
                    value={sizes[machine]?.[field] ?? size[field]}
                    step={field === 'cpu' ? 0.5 : 1}
                    set={(value) => set(machine, field, value)}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

interface SizeProps {
  readonly label: string
  readonly value: number
  readonly step: number
  readonly set: (value: number) => void
}

/** Takes a number when it is complete (Enter, or the focus leaves), not at each key. */
function Size({ label, value, step, set }: SizeProps) {
  const take = (input: HTMLInputElement) => {
    const typed = Number(input.value)
    if (!(typed > 0) || typed === value) input.value = String(value)
    else set(typed)
  }
  return (
    <input
      key={value}
      type="number"
      aria-label={label}
      min={step}
      step={step}
      defaultValue={value}
      className="field numbers w-full !px-1.5 !py-0.5"
      onBlur={(event) => take(event.target)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget)}
    />
  )
}
