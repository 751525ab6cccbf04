/** Names of the six classes and their types, asked for once. */
import { computed, ref } from 'vue'

import { venues, type VenueClass } from '@/api/venues'
import { pick } from '@/i18n'

const classes = ref<VenueClass[]>([])
let asked: Promise<void> | null = null

export function useVenueTypes() {
  asked ??= venues.classes().then((list) => { classes.value = list }, () => { asked = null })
  return {
    classes,
    options: computed(() => classes.value.map((one) => ({
      value: one.code,
      label: pick(one.name.zh, one.name.en),
      types: one.types.map((type) => ({ value: type.code, label: pick(type.name.zh, type.name.en) })),
    }))),
    className: (code: number) => {
      const found = classes.value.find((one) => one.code === code)
      return found ? pick(found.name.zh, found.name.en) : String(code)
    },
    typeName: (code: string) => {
      const found = classes.value.flatMap((one) => one.types).find((type) => type.code === code)
      return found ? pick(found.name.zh, found.name.en) : code
    },
  }
}
