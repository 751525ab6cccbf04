/** Shapes of the divisions inside one: borders where they ship, else tiles; fetched when first looked at. */
import centresAddress from '@/assets/shapes/centres.json?url'
import shandong from '@/assets/shapes/37.json?url'

import { lang } from '@/i18n'

import { tiles, type Place } from './tiles'

type Point = [number, number]
interface Part { type: 'Polygon' | 'MultiPolygon'; arcs: number[][] | number[][][]; properties: { code: string } }
interface Topology {
  arcs: Point[][]
  transform: { scale: Point; translate: Point }
  objects: Record<'prefectures' | 'counties', { geometries: Part[] }>
}
interface Feature { type: 'Feature'; properties: { name: string }; geometry: { type: 'MultiPolygon'; coordinates: Point[][][] } }

export interface Shapes {
  kind: 'borders' | 'tiles'
  /** Codes that the map has a shape for. */
  codes: ReadonlySet<string>
  map: { type: 'FeatureCollection'; features: Feature[] }
  /** Width over height of one degree. */
  aspect: number
  /** Width over height of it all. */
  ratio: number
}

const BORDERS: Record<string, string> = { 37: shandong }
const ROUND = 0.14
/** At the latitude of Shandong a degree of longitude is so much of one of latitude. */
const DEGREE = 0.8
const SIZE = 0.94
const fetched = new Map<string, Promise<unknown>>()

function once<T>(address: string): Promise<T> {
  const known = fetched.get(address) ?? fetch(address).then((answer) => {
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`)
    return answer.json()
  })
  fetched.set(address, known)
  known.catch(() => fetched.delete(address))
  return known as Promise<T>
}

/** The shapes of the divisions directly in `division`; those without a known place in the order of their names. */
export async function shapesOf(division: string, named: readonly { code: string; name: string }[], tall = false): Promise<Shapes> {
  const inside = named.map((one) => one.code)
  const borders = BORDERS[division.slice(0, 2)]
  if (borders && division.length === 6 && division.slice(4) === '00') {
    const found = bordersIn(await once<Topology>(borders), inside)
    if (found.length) return shapes('borders', found, DEGREE)
  }
  const centres = await once<Record<string, Point>>(centresAddress)
  const listed = inside.some((code) => centres[code]) ? named : [...named].sort((a, b) => a.name.localeCompare(b.name, lang.value))
  const places: Place[] = listed.map(({ code }) => ({ code, at: centres[code] ?? null }))
  const found = tiles(places, tall).map((one) => feature(one.code, [[square(one.column, -one.row)]]))
  return shapes('tiles', found, 1)
}

function shapes(kind: Shapes['kind'], features: Feature[], aspect: number): Shapes {
  const points = features.flatMap((one) => one.geometry.coordinates.flat(2))
  const span = (axis: 0 | 1): number => {
    const values = points.map((point) => point[axis])
    return values.reduce((a, b) => Math.max(a, b), -Infinity) - values.reduce((a, b) => Math.min(a, b), Infinity)
  }
  return { kind, codes: codesOf(features), map: { type: 'FeatureCollection', features }, aspect, ratio: (span(0) * aspect) / span(1) }
}
const codesOf = (found: readonly Feature[]): Set<string> => new Set(found.map((one) => one.properties.name))
const feature = (code: string, coordinates: Point[][][]): Feature => ({ type: 'Feature', properties: { name: code }, geometry: { type: 'MultiPolygon', coordinates } })

function bordersIn(topology: Topology, inside: readonly string[]): Feature[] {
  const wanted = new Set(inside)
  const { scale, translate } = topology.transform
  const arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0]
    return arc.map(([dx, dy]): Point => {
      x += dx
      y += dy
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]]
    })
  })
  const ring = (numbers: number[]): Point[] => numbers.flatMap((n, place) => {
    const line = n < 0 ? [...(arcs[~n] ?? [])].reverse() : arcs[n] ?? []
    return place ? line.slice(1) : line
  })
  return [...topology.objects.prefectures.geometries, ...topology.objects.counties.geometries]
    .filter((one) => wanted.has(one.properties.code))
    .map((one) => feature(one.properties.code, (one.type === 'Polygon' ? [one.arcs as number[][]] : (one.arcs as number[][][])).map((part) => part.map(ring))))
}

function square(x: number, y: number): Point[] {
  const half = SIZE / 2
  const corners: [number, number, number][] = [[half - ROUND, half - ROUND, 0], [ROUND - half, half - ROUND, 1], [ROUND - half, ROUND - half, 2], [half - ROUND, ROUND - half, 3]]
  const points = corners.flatMap(([dx, dy, turn]) => [0, 0.5, 1].map((part): Point => {
    const angle = ((turn + part) * Math.PI) / 2
    return [x + dx + ROUND * Math.cos(angle), y + dy + ROUND * Math.sin(angle)]
  }))
  return [...points, points[0] ?? [x, y]]
}
