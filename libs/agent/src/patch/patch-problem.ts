/** Why a patch cannot be parsed or applied, in words for the model. Nothing was changed. */
export class PatchProblem extends Error {
  override readonly name = 'PatchProblem';
}
