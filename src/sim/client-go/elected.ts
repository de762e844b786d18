import type { Chart } from '../kernel/chart'
import type { ProcessContext } from '../kernel/types'
import { connectionChart } from './connection'
import { informerChart, type Informer } from './informer'
import { electionChart, type LeaderElection } from './leaderelection'
import type { ApiClient } from './transport'

/** A controller with one client: what it watches, by resource, and its place among those of its kind. */
interface Elected extends ProcessContext {
  client: ApiClient
  informers: Readonly<Record<string, Informer>>
  election: LeaderElection
}

/** The sub-charts of such a controller: its connection, its informers and its election. */
export function electedCharts<C extends Elected>(): [
  Chart<C, ApiClient>,
  Chart<C, Informer>,
  Chart<C, LeaderElection>
] {
  const clientOf = ({ client }: C): ApiClient => client
  return [
    connectionChart({
      find: ({ client }, name) => (client.name === name ? client : undefined),
      all: ({ client }) => [client]
    }),
    informerChart(
      { find: ({ informers }, name) => informers[name], all: ({ informers }) => Object.values(informers) },
      clientOf
    ),
    electionChart(({ election }) => election, clientOf)
  ]
}
