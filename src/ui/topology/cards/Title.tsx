import type { MachineView } from '../../../store'
import { usePage } from '../../shared/use-page'
import { Nav } from '../Nav'

/** The machine's name, with how it is. `badge`: whether there is room for the word. */
export function Title({ machine, badge }: { readonly machine: MachineView; readonly badge: boolean }) {
  const t = usePage()
  const { id, health, up, clockSkew } = machine
  const skew = clockSkew === 0 ? '' : `${clockSkew > 0 ? '+' : '−'}${Math.abs(clockSkew) / 1_000_000} s`
  return (
    <Nav
      id={id}
      state={machine.badge}
      label={`${id}, ${t(machine.badge)}${skew ? `, clock off by ${skew}` : ''}`}
      className={`flex w-full items-center gap-1.5 px-0.5 text-left leading-4 font-semibold ${up ? '' : 'text-bad'}`}
    >
      <Dot machine={machine} />
      <span className="machine-name whitespace-nowrap">{id}</span>
      {skew && <span className="font-mono text-[10.5px] font-normal text-warn">⏱ {skew}</span>}
      {badge && (
        <span
          className={`tone-${health} ml-auto rounded-lg bg-(--ground) px-1.5 text-[11px] leading-4 font-medium whitespace-nowrap text-(--tone)`}
        >
          {t(machine.badge)}
        </span>
      )}
    </Nav>
  )
}

/** Round when well, a square on its corner when crashed, a triangle in between: not by colour alone. */
export function Dot({ machine: { up, health } }: { readonly machine: Pick<MachineView, 'up' | 'health'> }) {
  const shape = !up ? 'rotate-45 rounded-[2px]' : health === 'ok' ? 'rounded-full' : 'triangle'
  return (
    <span aria-hidden className={`tone-${health} size-2 flex-none ${up ? 'bg-(--tone)' : 'bg-badfill'} ${shape}`} />
  )
}
