/** A chapter of the demo's book, and what the model is recorded to have answered. */
export interface Fable {
  readonly title: string;
  readonly english: string;
  readonly german: string;
}

/** Ten fables of Aesop (public domain), shortened for the demo, with translations written down beforehand. */
export const fables: readonly Fable[] = [
  {
    title: 'The Fox and the Grapes',
    english:
      'A hungry fox saw ripe grapes hanging high on a vine. He jumped again and again and could not reach them. At last he walked away with his nose in the air. "They are sour anyway," he said.',
    german:
      'Ein hungriger Fuchs sah reife Trauben hoch an einer Rebe hängen. Er sprang wieder und wieder und erreichte sie nicht. Schließlich ging er mit erhobener Nase davon. „Sie sind ohnehin sauer“, sagte er.',
  },
  {
    title: 'The Hare and the Tortoise',
    english:
      'A hare laughed at a tortoise for being slow, and they agreed to race. The hare ran far ahead and lay down to sleep. The tortoise went on, step by step, and was at the goal when he woke.',
    german:
      'Ein Hase lachte über eine Schildkröte, weil sie so langsam war, und sie beschlossen, um die Wette zu laufen. Der Hase lief weit voraus und legte sich schlafen. Die Schildkröte ging weiter, Schritt für Schritt, und war am Ziel, als er erwachte.',
  },
  {
    title: 'The Crow and the Pitcher',
    english:
      'A thirsty crow found a pitcher with a little water at the bottom. Her beak did not reach it. She dropped in one pebble after another until the water rose, and drank.',
    german:
      'Eine durstige Krähe fand einen Krug mit ein wenig Wasser am Boden. Ihr Schnabel reichte nicht hinab. Sie ließ einen Kiesel nach dem anderen hineinfallen, bis das Wasser stieg, und trank.',
  },
  {
    title: 'The Lion and the Mouse',
    english:
      'A lion caught a mouse and let it go, amused by its promise to help him one day. Later hunters tied him with ropes. The mouse heard him roar, gnawed through the ropes, and he was free.',
    german:
      'Ein Löwe fing eine Maus und ließ sie laufen, belustigt von ihrem Versprechen, ihm eines Tages zu helfen. Später banden ihn Jäger mit Seilen. Die Maus hörte ihn brüllen, zernagte die Seile, und er war frei.',
  },
  {
    title: 'The Boy Who Cried Wolf',
    english:
      'A shepherd boy cried "Wolf!" for fun, and the villagers came running for nothing, twice. Then a wolf really came. He cried as loud as he could, and nobody believed him.',
    german:
      'Ein Hirtenjunge rief zum Spaß „Wolf!“, und die Leute aus dem Dorf kamen zweimal umsonst gelaufen. Dann kam wirklich ein Wolf. Er rief, so laut er konnte, und niemand glaubte ihm.',
  },
  {
    title: 'The Ant and the Grasshopper',
    english:
      'All summer the ants stored grain while the grasshopper sang. In winter she came to them hungry. "You sang in summer," they said; "now dance."',
    german:
      'Den ganzen Sommer sammelten die Ameisen Korn, während die Grille sang. Im Winter kam sie hungrig zu ihnen. „Im Sommer hast du gesungen“, sagten sie, „nun tanze.“',
  },
  {
    title: 'The Dog and His Reflection',
    english:
      'A dog with a bone crossed a bridge and saw another dog in the water, with another bone. He snapped at it to have both. His own bone fell into the stream and was gone.',
    german:
      'Ein Hund lief mit einem Knochen über eine Brücke und sah im Wasser einen anderen Hund mit einem anderen Knochen. Er schnappte danach, um beide zu haben. Sein eigener Knochen fiel in den Bach und war fort.',
  },
  {
    title: 'The Goose with the Golden Eggs',
    english:
      'A man had a goose that laid a golden egg each day. He wanted all the gold at once and cut her open. Inside she was like any other goose.',
    german:
      'Ein Mann hatte eine Gans, die jeden Tag ein goldenes Ei legte. Er wollte alles Gold auf einmal und schnitt sie auf. Innen war sie wie jede andere Gans.',
  },
  {
    title: 'The North Wind and the Sun',
    english:
      'The north wind and the sun argued about who was stronger: whoever could make a traveller take off his coat. The wind blew, and he wrapped it tighter. The sun shone, and he took it off.',
    german:
      'Nordwind und Sonne stritten, wer stärker sei: wer einen Wanderer dazu brächte, seinen Mantel abzulegen. Der Wind blies, und er zog ihn fester um sich. Die Sonne schien, und er legte ihn ab.',
  },
  {
    title: 'The Town Mouse and the Country Mouse',
    english:
      'A town mouse invited her cousin to a table full of cakes and cheese. Twice dogs drove them off. "I like my beans better," said the country mouse, "eaten in peace."',
    german:
      'Eine Stadtmaus lud ihre Base an einen Tisch voller Kuchen und Käse. Zweimal vertrieben sie die Hunde. „Mir schmecken meine Bohnen besser“, sagte die Landmaus, „in Frieden gegessen.“',
  },
];

export function fableBook(): string {
  const chapters = fables.map(({ title, english }) => `## ${title}\n\n${english}\n`);
  return `# Fables of Aesop\n\n${chapters.join('\n')}`;
}

/** The output of a chapter, as it must be on disk. */
export function translated({ german }: Fable): string {
  return `${german}\n`;
}
