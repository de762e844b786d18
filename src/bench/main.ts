import { parseFault, type Fault } from '../sim'
import { Timeline } from '../sim/timeline/timeline'
import { runBare } from './bare'
import { timeCharts } from './charts'
import { benchSpec, timeRun, timeSeeks, type Timed } from './cluster'

/**
 * Measures, in one run on one machine, so that the ratios mean something: the bare kernel, clusters idle and in
 * failover, and seeks. `--quick` leaves the large cluster and the hour out.
 */
const now = () => performance.now()
const quick = process.argv.includes('--quick')
const rows: Record<string, Record<string, string>> = {}

const perSecond = (value: number) => Math.round(value).toLocaleString('en-US')

function fault(text: string): Fault {
  const parsed = parseFault(text)
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.value
}

runBare(1)
const bareStart = now()
const bareEvents = runBare(5, new Timeline())
const barePerS = (bareEvents / (now() - bareStart)) * 1_000
rows['bare kernel, 100 processes'] = { 'events/s': perSecond(barePerS), 'µs/event': (1e6 / barePerS).toFixed(2) }

const charts = timeCharts(now)
rows["one event, a component's chart"] = { 'µs/event': charts.component.toFixed(3) }
rows["one event, an item's chart"] = { 'µs/event': charts.item.toFixed(3) }

function report(name: string, timed: Timed): Timed {
  const eventsPerS = timed.events / timed.wallS
  rows[name] = {
    'events/s': perSecond(eventsPerS),
    'µs/event': (1e6 / eventsPerS).toFixed(2),
    'of bare': `${((eventsPerS / barePerS) * 100).toFixed(0)} %`,
    'simulated s/s': perSecond(timed.simulatedS / timed.wallS),
    events: perSecond(timed.events)
  }
  return timed
}

timeRun(benchSpec(3, 3, 30), 60, now)
report('HA, 3 workers, 30 pods, idle', timeRun(benchSpec(3, 3, 30), 600, now))
report(
  'HA, 3 workers, 30 pods, a master crashes',
  timeRun(benchSpec(3, 3, 30, [fault('10s crash master-1')]), 120, now)
)
report(
  'HA, 3 workers, 30 pods, a worker crashes',
  timeRun(benchSpec(3, 3, 30, [fault('10s crash worker-2')]), 420, now)
)
if (!quick) {
  report('HA, 100 workers, 3,000 pods, idle', timeRun(benchSpec(3, 100, 3_000), 60, now))
  const hour = report('HA, 3 workers, 30 pods, one hour', timeRun(benchSpec(3, 3, 30), 3_600, now))
  const seeks = timeSeeks(hour, 1_000, now)
  rows['seek in that hour'] = { 'p50 ms': seeks[500]!.toFixed(1), 'p99 ms': seeks[990]!.toFixed(1) }
}
console.table(rows)
const memory = process.memoryUsage().heapUsed / 1_048_576
console.log(`Node ${process.version}; heap ${memory.toFixed(0)} MiB`)
