import type { HttpGet, TrafficRequest } from '../../components/linux/messages'
import { isEvent } from '../../kernel/types'
import type { Told } from './record'
import { does, type Rule } from './rules'
import type { Story } from './stories'

/** Users' requests, from node to node by the rules that kube-proxy left there. */

const isAnswer = ({ type }: Told): boolean => type === 'traffic.response' || type === 'traffic.refused'

/** To the pod that the rules choose; `taker` is the step in which a program of that pod takes it in. */
const toPod = (title: string, taker = ''): Rule[] => [
  does('User', 'Node', ['traffic.request'], { id: 'asked', stage: 'Request', title: 'A user asks at a node port' }),
  {
    id: 'chosen',
    stage: 'Rules',
    title,
    from: 'Node',
    to: 'Node',
    within: 'asked',
    fits: () => true,
    say: ({ process }) => `on ${process.split('/')[0]}, as kube-proxy set them`
  },
  {
    id: 'forwarded',
    stage: 'Rules',
    title: 'On to the pod’s node',
    from: 'Node',
    to: 'Node',
    after: 'asked',
    optional: true,
    // What goes from node to node after a pod has taken the request is that pod's own.
    fits: ({ type, from, entry }, { steps }) =>
      type === 'traffic.forward' && from === 'Node' && (taker === '' || entry < (steps.get(taker)?.entry ?? -1)),
    say: ({ process }) => `to ${process.split('/')[0]}`
  }
]

const answersUser = (stage: string, title: string): Rule => ({
  id: 'answered',
  stage,
  title,
  from: 'Node',
  to: 'User',
  after: 'asked',
  fits: (told) => told.to === 'User' && isAnswer(told)
})

const service: Story = {
  title: 'call a Service',
  rules: [...toPod('The rules choose a pod'), answersUser('Answer', 'The pod answers')]
}

/** Host and path that are asked for, as one. */
const asked = ({ event }: Told): string =>
  isEvent<HttpGet>(event, 'http.get') ? `${event.host ?? ''}${event.path}` : ''

/** Through an ingress controller: a pod behind a Service as any, which sends on to a pod by the endpoints that it knows. */
const ingress: Story = {
  title: 'ask through an Ingress',
  rules: [
    ...toPod('The rules choose a pod of the controller', 'taken'),
    does('Node', 'Ingress Controller', ['http.get'], {
      id: 'taken',
      stage: 'Ingress',
      title: 'The controller takes the request',
      after: 'asked',
      say: asked
    }),
    {
      id: 'routed',
      stage: 'Ingress',
      title: 'Host and path choose a Service',
      from: 'Ingress Controller',
      to: 'Ingress Controller',
      within: 'passed on',
      fits: () => true,
      say: ({ event }) =>
        isEvent<TrafficRequest>(event, 'traffic.request') && 'ip' in event.to
          ? `its endpoint ${event.to.ip}:${event.to.port}`
          : ''
    },
    does('Ingress Controller', 'Node', ['traffic.request'], {
      id: 'passed on',
      stage: 'Service',
      title: 'On to a pod of the Service',
      after: 'taken'
    }),
    does('Node', 'Node', ['traffic.forward'], {
      id: 'passed to node',
      stage: 'Service',
      title: 'On to the pod’s node',
      after: 'passed on',
      optional: true,
      say: ({ process }) => `to ${process.split('/')[0]}`
    }),
    {
      id: 'pod answered',
      stage: 'Service',
      title: 'The pod answers',
      from: 'Node',
      to: 'Ingress Controller',
      after: 'passed on',
      fits: (told) => told.to === 'Ingress Controller' && isAnswer(told)
    },
    does('Ingress Controller', 'Node', ['http.response'], {
      id: 'returned',
      stage: 'Answer',
      title: 'The controller passes it back',
      after: 'taken'
    }),
    answersUser('Answer', 'The user has the answer')
  ]
}

/** Which story a user's request tells: by who took it in. */
export const requestStory = (told: readonly Told[]): Story =>
  told.some(({ to, type }) => to === 'Ingress Controller' && type === 'http.get') ? ingress : service
