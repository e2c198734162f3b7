/** What a challenger weighs above all. Lenses are asked independently of each other. */
export interface Lens {
  readonly name: string;
  readonly weighs: string;
}
