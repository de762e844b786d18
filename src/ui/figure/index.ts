/** Small pictures of a run, for Learn and Decide. */
export { Cluster } from './Cluster'
export { placeOf, type Place, type Size } from './place'
export { balancerSaid, kubectlSaid, usersSaid } from './said'
export { LiveFigure, type FigureView } from './LiveFigure'
export { Scrubber } from './Scrubber'
export { figureScale, marksOf, type FigureScale } from './scale'
export { usePills } from './use-rest'
export { afterText } from './WhyHere'
