/**
 * Common given names of many countries, lower case and without accents, for telling a person's name from other capitalised words. Names that
 * are words, months or places as often (May, Will, Mark, Paris, Jordan) are left out.
 */
export const givenNames: ReadonlySet<string> = new Set(
  `aaron abdul abdullah abigail abraham ada adam adela adele adrian adriana agata agnes agnieszka ahmad ahmed aida aiko aisha akira alain alan albert alberto
  alejandra alejandro aleksander aleksandr aleksandra alena alessandra alessandro alex alexander alexandra alexandre alexandros alexei alexis alfonso alfred alfredo ali alice alicia alina alison
  allison alma alvaro amanda amar amelia amina amir amira amit amy ana anastasia anders andre andrea andreas andrei andrej andres andrew andrey andrzej anette angela angelica angelina
  angelo anil anita anja anke ann anna annabelle anne anneliese annette annika annie anton antoine antonia antonio anya apinya ariana arjun arne arnold artem arthur artur arturo arun asa ashley astrid
  audrey august auguste aurelie ayse barbara bartosz basil beata beatrice beatriz ben benedict benjamin bent bernadette bernard bernd bernhard bert beth bettina betty bianca bjorn blanca bogdan boris bozena
  brad bradley brandon brenda brian bridget brigitte britta bruce bruno bryan camila camilla camille carina carl carla carlo carlos carmen carol carolina caroline carolyn carsten catalina caterina catherine
  cathy cecilia cecilie cedric celia celine cesar charles charlie charlotte chen chiara chloe chris christa christian christiane christin christina christine christoph christophe christopher cindy claire clara
  claudia claudio claus clemens colin connor constantin cornelia corinna craig cristian cristina curtis cynthia dagmar damien dan dana daniel daniela daniele danielle danilo danuta daria dariusz dave david dawid debbie
  deborah debra deepak delphine denis denise dennis derek diana diane diego dieter dietmar dimitri dina dirk dmitri dmitry dominic dominik dominique donald donna doris dorota dorothea dorothy douglas duncan dylan eberhard
  ebba eddie edgar edith edmund eduard eduardo edward edwin eileen elaine eleanor elena eleni eleonora eliane elias elin elina elisa elisabeth elise elizabeth ella ellen elsa emil emilia emilie emilio emily emma emmanuel
  enrico enrique erich erik erika ernesto ernst esteban esther ethan eugen eugene eva evan evelyn ewa fabian fabienne fabio fatima fatma federico felicia felipe felix fernanda fernando filip filippo fiona
  florence florian francesca francesco francine francis francisco franck francois francoise franz fred frederic frederick frederik freya frida friedrich fritz gabriel gabriela gabriele gary gavin
  geoffrey georg george georges georgia georgios gerald gerard gerd gerda gerhard gertrud giacomo gilbert gilles gina giorgio giovanna giovanni gisela giulia giuseppe gloria gonzalo gordon graham greg gregor gregory greta grzegorz
  guido guillaume guillermo gunnar gunter gunther gustav gustavo guy hamid hanna hannah hannes hans harald harold harriet harry hartmut hassan heather hedwig heidi heike heiko heinrich heinz helen helena helene helga helmut henri
  henrik henry herbert heribert hermann hilda hilde hiroshi holger horst howard hubert hugh hugo huseyin ian ibrahim ida ignacio igor ilse imran inga inge ingeborg ingrid ines irena irene irina iris irma isaac isabel
  isabella isabelle ivan ivana ivo izabela jacek jack jackie jacob jacqueline jacques jaime jakob jakub james jamie jan jana jane janet janice janina janine jaroslav jasmin jasmine jason javier jean jeanette jeanne jeff jeffrey
  jelena jennifer jenny jens jeremy jerome jerry jesper jesse jessica jesus jill jim jimmy jing jiri joachim joan joanna joanne joao joaquin jochen joe joel johan johanna johannes john johnny jon jonas jonathan jorg jorge jose josef
  josefina joseph josephine joshua juan juana juanita judith judy juha julia julian juliana julie julien juliette julio jurgen justin justyna jutta kai kamal kamil karel karen karim karin karl karla karolina kasper katarina katarzyna
  kate katerina katharina katherine kathleen kathryn kathy katie katja katrin kazimierz keith kelly kenji kenneth kerstin kevin khalid kim kimberly kirsten kirsti kjell klara klaus knut konrad konstantin kristen kristian kristin kristina
  kristof krystyna krzysztof kumar kurt kyle lajos lars lasse laszlo laura lauren laurence laurent lea leah leila lena lennart leo leon leonard leonardo leonie leonora leslie leticia li liam lidia lilian liliana lily lina linda
  lindsay linnea lisa liz lorena lorenzo lotte louis louisa louise luc luca lucas lucia lucie lucien lucy ludmila ludwig luigi luis luisa lukas lukasz lutz lydia lynn maarten maciej madeleine madison magdalena magnus
  malgorzata malin manfred manuel manuela marc marcel marcin marco marcos marcus marek margaret margarita margit margot margrit maria mariam marian mariana marianne marie marija marina mario marion marisa marjorie marko markus
  marlene marta martha martin martina martine mary maryam mateo mateusz mathias mathieu mathilde matilda matteo matthew matthias matti maureen maurice mauricio mauro max maxim maximilian maxime megan mehmet mei
  meike melanie melissa mercedes meryem michael michaela michal michel michele michelle mickael miguel mihai mika mikael mikhail mikko milan milena milica mina ming miriam miroslav mirjam mohamed mohammad mohammed monica monika
  monique morten moritz muhammad murat mustafa nadia nadine nadja nancy naomi natalia natalie nataliya natasha nathalie nathan nathaniel neil nelson nicholas nicola nicolai nicolas nicole niels nigel niklas nikola nikolai nikolaos nikolas
  nils nina noah noemi nora norbert norma norman nuno octavio olaf oleg olena olga oliver olivia olivier omar oscar oskar osman otto pablo paola paolo pascal patricia patricio patrick patrik paul paula paulina pauline paulo pavel
  pawel pedro peggy penelope per pernille pete peter petr petra petros philip philipp philippe phillip pia pierre pietro pilar piotr priya rachel rachid radoslaw rafael rafal rahul raimund rainer raj rajesh ralf ralph ramesh ramon ramona
  randy raphael raquel rasmus raul ravi raymond rebecca regina reinhard reinhold renata renate rene ricardo riccardo richard rita robert roberta roberto robin rodney rodrigo roger roland rolf roman romain ronald ronja
  rosa rosalie rosemarie rosemary ross roxana roxanne roy ruben rudolf rui rune ruslan russell ruth ryan sabina sabine sabrina sakura salma salvador salvatore sam samantha samir samuel sandra sandro sanjay santiago sara sarah
  sascha satoshi saskia scott sean sebastian sebastien selma serena serge sergei sergey sergio shannon shane sharon shaun sheila shirley sigrid silke silvia silvio simon simona simone sofia sofie solveig sonia sonja sophia sophie
  stacey stacy stanislav stanislaw stefan stefania stefanie stefano steffen stella stephan stephane stephanie stephen steve steven stewart stuart sunil susan susana susanna susanne suzanne sven svetlana sylvain sylvia sylvie szymon
  tamara tania tanja tara tariq tatiana tatjana ted teresa terry thea theo theodor theodore theresa therese thierry thomas thorsten tiffany tim timo timothy tina tobias todd tom tomas tomasz tommy tony tracy
  ulrich ulrike umar ursula ute uwe vaclav valentin valentina valeria valerie vanessa vasily vera veronica veronika veronique victor victoria vijay viktor viktoria vincent vincenzo viola violet virginia virginie vitor vivian vlad
  vladimir volker waltraud walter wanda wang waltraut wei wendy werner wiebke wiktor wilfried wilhelm willem william wojciech wolfgang xavier ximena yan yannick yasmin yasmine yolanda yosef youssef yuki yuri yusuf yves yvette yvonne
  zachary zbigniew zeynep zoe zofia zoltan zsofia zuzana`
    .split(/\s+/)
    .filter(Boolean),
);
