/** What this deployment says of itself. */
import { reactive } from "vue";

export const deployment = reactive({ demo: false });
