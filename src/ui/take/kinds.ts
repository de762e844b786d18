import type { TakeKind } from '../../store'

/** What can be taken along, and what it is good for. */
export type Choice =
  | { readonly id: 'embed' | 'picture' | 'run' | 'metrics'; readonly title: string; readonly what: string }
  | { readonly id: TakeKind; readonly title: string; readonly what: string }

export const choices: readonly Choice[] = [
  {
    id: 'embed',
    title: 'Embed',
    what: 'An iframe with the parts that you choose, at this instant, for a page of your own.'
  },
  { id: 'picture', title: 'Picture', what: 'Any panel as it stands, as SVG or PNG.' },
  {
    id: 'post-mortem',
    title: 'Post-mortem',
    what: 'What happened and why, as Markdown: timeline, causes, what users felt.'
  },
  { id: 'topology', title: 'Topology', what: 'The cluster at this instant as a Mermaid flowchart.' },
  {
    id: 'sequence',
    title: 'Sequence',
    what: 'The messages of the request that the run is about, as a Mermaid sequence diagram.'
  },
  { id: 'trace', title: 'Trace', what: 'States, steps and causes for Perfetto (ui.perfetto.dev) or chrome://tracing.' },
  { id: 'terminal', title: 'Terminal', what: 'What was typed and printed, as an asciicast for asciinema.' },
  {
    id: 'scenario',
    title: 'Scenario file',
    what: 'The inputs as YAML: the command line and this page run them again.'
  },
  { id: 'chaos-mesh', title: 'Chaos Mesh', what: 'The faults as experiments for a real cluster.' },
  { id: 'litmus', title: 'LitmusChaos', what: 'The faults as engines for a real cluster.' },
  { id: 'run', title: 'Run', what: 'Milestones, lanes, impact and telling steps as JSON.' },
  { id: 'metrics', title: 'Metrics', what: 'The plotted series as CSV.' }
]
