import { formatTime, unixMicros } from '../../../api/timestamp'
import { wallClock, type Clocks } from '../../../kernel/clock'
import { done, type Outcome } from './program'

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const months = 'January February March April May June July August September October November December'.split(' ')

/** `date` and `date +FORMAT` of coreutils and BusyBox, in UTC; `-d` and setting the time are not known. */
export function date(args: readonly string[], clocks: Clocks): Outcome {
  const now = wallClock(clocks)
  const iso = formatTime(now)
  const format = args.find((arg) => arg.startsWith('+'))?.slice(1)
  if (args.some((arg) => arg.startsWith('-I') || arg.startsWith('--iso')))
    return done(0, `${args.some((arg) => arg.includes('s')) ? iso.replace('Z', '+00:00') : iso.slice(0, 10)}\n`)
  const [year, month, day, hour, minute, second] = iso.split(/[-T:Z]/) as [
    string,
    string,
    string,
    string,
    string,
    string
  ]
  const epoch = Math.floor(unixMicros(now) / 1_000_000)
  const weekday = weekdays[(Math.floor(epoch / 86_400) + 4) % 7]!
  const name = months[Number(month) - 1]!
  const fields: Readonly<Record<string, string>> = {
    Y: year,
    y: year.slice(2),
    m: month,
    d: day,
    e: String(Number(day)).padStart(2),
    H: hour,
    M: minute,
    S: second,
    F: `${year}-${month}-${day}`,
    T: `${hour}:${minute}:${second}`,
    R: `${hour}:${minute}`,
    D: `${month}/${day}/${year.slice(2)}`,
    a: weekday.slice(0, 3),
    A: weekday,
    b: name.slice(0, 3),
    h: name.slice(0, 3),
    B: name,
    s: String(epoch),
    N: String(now % 1_000_000)
      .padStart(6, '0')
      .padEnd(9, '0'),
    Z: 'UTC',
    z: '+0000',
    n: '\n',
    t: '\t',
    '%': '%'
  }
  const text = format ?? '%a %b %e %H:%M:%S %Z %Y'
  return done(0, `${text.replace(/%([a-zA-Z%])/g, (whole, letter: string) => fields[letter] ?? whole)}\n`)
}
