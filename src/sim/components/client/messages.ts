import type { ServerMessage } from '../kube-apiserver/messages'
import type { KubectlExit } from '../kubectl/messages'
import type { TrafficRefused, TrafficResponse } from '../linux/messages'

/** Nobody asks users and probes anything: they hear the API, the Service that they use, and their kubectl. */
export type ClientAccepts = ServerMessage | TrafficResponse | TrafficRefused | KubectlExit
