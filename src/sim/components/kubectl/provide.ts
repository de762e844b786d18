import { helpOf } from './cobra/prose'
import { learned, learnsFirst } from './cold-cache'
import { answerInVain, connect, namespaceOf } from './kubeconfig/connect'
import { client } from './later'
import { traceAnswer, traceError } from './trace'

// What the first commands of a run do without comes with the rest of kubectl.
client.provide({ learnsFirst, learned, connect, namespaceOf, answerInVain, helpOf, traceAnswer, traceError })
