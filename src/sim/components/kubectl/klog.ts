import type { Micros } from '../../../base/time'
import { formatMicroTime } from '../../api/timestamp'
import type { GivenFlags } from './cobra/parse'

/** What `-v` asks for. */
export const verbosityOf = ({ v }: GivenFlags): number => (typeof v === 'number' ? v : 0)

/** A line of klog: `I0101 10:00:00.123456   20042 round_trippers.go:560] …`. Models k8s.io/klog/v2 formatHeader. */
export function klog(level: 'I' | 'W' | 'E', now: Micros, pid: number, text: string): string {
  const [, month, day, time] = /^\d+-(\d+)-(\d+)T([\d:.]+)Z$/.exec(formatMicroTime(now))!
  return `${level}${month}${day} ${time} ${String(pid).padStart(7)} ${text}\n`
}
