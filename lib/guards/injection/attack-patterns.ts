export interface AttackPattern {
  /** Its name among the weights. */
  name: string;
  /** What the text does, to be told to its writer: "It …". */
  says: string;
  pattern: RegExp;
}

const instruction =
  "(?:instruct\\w*|prompts?|rules?|guidelines?|directions?|directives?|orders?|commands?|programming|context|constraints?|restrictions?|assignments?|tasks?|training|everything|anything|all|messages?|conversations?|documents?|information)";
const former =
  "(?:previous|prior|above|earlier|preceding|before|former|initial|original|existing|all|any|your|the|my|foregoing|past|other|system)";

/**
 * Ways to attack a model through its text, by what they say. They are told apart so that a verdict can give its reason; how much each
 * counts is learned (scripts/train-guard.mjs), since most of them also occur in harmless texts.
 */
export const attackPatterns: AttackPattern[] = [
  {
    name: "override",
    says: "tells the model to ignore its instructions",
    pattern: new RegExp(
      `\\b(?:ignor(?:e|ing)|disregard|forget|neglect|override|overrule|bypass|skip|drop|dismiss|abandon|discard|cancel)\\b[^.!?\\n]{0,24}\\b${former}\\b[^.!?\\n]{0,30}\\b${instruction}|\\b(?:ignor(?:e|ing)|forget|disregard|drop|remove|erase)\\s+(?:about\\s+)?(?:everything|all|anything|what)\\b|\\b(?:instructions?|information|prompts?|documents?|context)\\b[^.!?\\n]{0,40}\\b(?:irrelevant|obsolete|void|no longer (?:valid|apply))\\b`,
      "iu",
    ),
  },
  {
    name: "override-elsewhere",
    says: "tells the model to ignore its instructions",
    pattern:
      /(?:irrelevant|obsolet|hinfällig)\b|(?:obige\p{L}*|vorherige\p{L}*|bisherige\p{L}*|alle\p{L}*)\s[^.!?\n]{0,50}(?:ignorier\p{L}*|vergess\p{L}*|streichen|irrelevant)|(?:vergi(?:ss|ß|sst)|ignorier\p{L}*|missacht\p{L}*|vergessen sie|lass)\s[^.!?\n]{0,40}(?:alle\p{L}*|anweisung\p{L}*|instruktion\p{L}*|aufgabe\p{L}*|vorher\p{L}*|bisher\p{L}*|befehl\p{L}*|zuvor|regeln)|(?:ignor(?:a|e|ez|er|en|ar|are)|olvida\p{L}*|olvidar|oublie\p{L}*|zaboravi|vergeet|negeer|glem|dimentica\p{L}*|esque[çc]\p{L}*|ignoruj|zapomnij|забудь\p{L}*|игнорируй\p{L}*)\s[^.!?\n]{0,40}(?:instruc\p{L}*|istruzion\p{L}*|instrukcij\p{L}*|instructies|alles|todas|todo|toutes|tout|tutt\p{L}*|anterior\p{L}*|précéden\p{L}*|precedent\p{L}*|poprzedni\p{L}*|polece\p{L}*|инструкци\p{L}*|вс[её])|(?:忽略|无视|無視|忘记|忘記|忘了)[^。！？\n]{0,16}(?:指令|指示|提示|规则|規則|之前|以上|所有|一切)|(?:指示|命令|プロンプト|ルール)[^。！？\n]{0,10}(?:無視|忘れ)|(?:지시|명령|프롬프트)[^.!?\n]{0,10}(?:무시|잊)/iu,
  },
  {
    name: "not-the-documents",
    says: "tells the model to leave its documents aside",
    pattern:
      /\b(?:do not|don'?n?'?t|not|without|instead of|rather than|ignore|ignoring|disregard)\b[^.!?\n]{0,40}\b(?:answer|use|using|follow|refer|according|based|rely|provided|given)\b[^.!?\n]{0,40}\b(?:questions?|documents?|context|articles?|sources?|evidence|passages?|above)\b|\b(?:your|own) (?:own )?(?:knowledge|opinion|training)\b|\b(?:nicht|ohne|statt)\b[^.!?\n]{0,40}\b(?:artikel\p{L}*|dokument\p{L}*|kontext|quellen)\b/iu,
  },
  {
    name: "shouted-override",
    says: "shouts an order at the model",
    pattern:
      /\b(?:IGNORE|FORGET|STOP|STOPP|ATTENTION|ACHTUNG|DISREGARD|VERGISS|COMMAND|DO NOT ANSWER|JUST|OUTPUT)\b[^.!?\n]{0,40}\b[A-Z]{3,}\b/u,
  },
  {
    name: "new-task",
    says: "gives the model a new task in place of its own",
    pattern:
      /\b(?:new|next|actual|real|following)\s+(?:task|instructions?|assignment|objective|role|goal|rules?)\b|\bnow\s+(?:focus|do|say|write|print|tell|you|act|answer|follow|translate|output)\b|\binstead[,:]?\s+(?:say|write|print|output|tell|reply|answer|do|give)\b|\b(?:a|another|new|few|more|following)\s+(?:\w+\s+){0,2}(?:tasks?|challenges?|assignments?|instructions)\b|\bnow (?:please )?(?:help|answer|listen|explain|comes?|we ask|follow)\b|\b(?:folgende\p{L}*|weitere\p{L}*|nächste\p{L}*|neue\p{L}*)\s+(?:aufgabe\p{L}*|anweisung\p{L}*|instruktion\p{L}*)|\bstattdessen\b|\b(?:nueva|nouvelle)s?\s+(?:tarea|instrucci\p{L}*|tâche|instructions?)/iu,
  },
  {
    name: "reveal",
    says: "asks for the model's own instructions",
    pattern:
      /\b(?:show|reveal|print|repeat|tell|give|output|display|leak|expose|share|disclose|what(?:'s| is| are| were)|copy|spell|write|return|describe|summari[sz]e|translate)\b[^.!?\n]{0,40}\b(?:your|hidden|secret|initial)\s+(?:\w+\s+){0,2}(?:prompts?|instructions?|system message|configuration|rules|directives|guidelines|preprompt)\b|\b(?:show|reveal|print|repeat|output|display|leak|expose)\b[^.!?\n]{0,30}\b(?:system prompt|(?:prompt|text|words|everything|lines?) above|above (?:text|prompt|instructions?))|\bprompt\s?texts?\b|\b(?:zeig\p{L}*|nenn\p{L}*|gib|wiederhol\p{L}*|muestra|mostra\p{L}*|mostre|affiche|montre|pokaż)\b[^.!?\n]{0,40}\b(?:d?ein\p{L}*|tus?|il tuo|ton|tes|o seu|swój)\s+(?:\p{L}+\s+)?(?:system)?(?:prompt\p{L}*|anweisung\p{L}*|instruktion\p{L}*|instruc\p{L}*|consignes|regeln)|(?:系统提示|システムプロンプト|시스템 프롬프트|системный промпт)/iu,
  },
  {
    name: "password",
    says: "asks the model for a secret",
    pattern:
      /\b(?:tell|give|reveal|say|show|print|translate|access)\b[^.!?\n]{0,40}\b(?:correct|secret|admin'?s?|your)\s+(?:password|passphrase|passcode|key|code word|access code)\b|\btell me (?:the|your) (?:password|passphrase|access code)\b|\baccess granted\b/iu,
  },
  {
    name: "persona",
    says: "gives the model another role",
    pattern:
      /(?:^|[.!?]\s+|\bokay\.?\s|\bok\.?\s)you are (?:a|an|the|now)\b|\b(?:i want you to (?:act|be|play|imagine|pretend)|pretend|imagine you are|as the \w+, tell)\b|\b(?:you (?:are|will be|must be|shall be) now|now you are|from now on|you are (?:going to|about to)|act as|acting as|pretend (?:to be|that|you)|role\s?-?play|play the role|simulate|impersonate|you will (?:act|be|play|answer|respond)|in your role as|imagine you(?:'re| are)|consider you(?:'re| are)|in the position (?:as|of)|as an? (?:\w+ ){0,3}(?:ai|assistant|model|entity|character|persona)\b)|\b(?:du bist (?:jetzt|nun|ab)|ab (?:jetzt|sofort)|tu so|stell dir vor|spiele? die rolle|verhalte dich|nehmen wir an)\b|\b(?:act[úu]a como|finge|eres ahora|agis comme|fais comme si|tu es maintenant|comportati come)\b|(?:扮演|假装|你现在是|从现在开始)/iu,
  },
  {
    name: "unbound",
    says: "asks for a model without its limits",
    pattern:
      /\b(?:DAN|do anything now|STAN|DUDE|jailbr\w+|jail\s?broken|developer mode|god mode|sudo mode|dev(?:eloper)?\s?mode|unfiltered|uncensored|unrestricted|no (?:restrictions?|limits?|limitations?|filters?|rules|boundaries|ethic\w*|moral\w*|censorship)|without (?:any )?(?:restrictions?|limits?|limitations?|filters?|rules|boundaries|censorship|ethical|moral\w*|warnings?|disclaimers?)|free (?:from|of) (?:all |any |the )?(?:\w+ ){0,3}(?:restrictions?|constraints?|limits?|limitations?|rules|filters?|guidelines)|amoral|unethical|not bound|break free|broken free|anything goes|evil (?:twin|version|bot|ai)|opposite (?:mode|day)|hypothetical response|rules? don'?t apply)\b/iu,
  },
  {
    name: "obey",
    says: "forbids the model to refuse",
    pattern:
      /\b(?:never|do not|don'?t|cannot|can'?t|must not|won'?t|without|shall not|are not allowed to)\b[^.!?\n]{0,24}\b(?:refus\w+|declin\w+|say(?:ing)? (?:no|sorry|you can'?t)|apologi[sz]\w*|warn\w*|disclaim\w*|break(?:ing)? character|remind\w*|mention\w*|censor\w*)\b|\byou (?:must|have to|will|shall) (?:always )?(?:obey|comply|answer|respond|follow|do)\b|\bstay in character\b|\bmust answer\b/iu,
  },
  {
    name: "markup",
    says: "imitates the marks of a prompt",
    pattern:
      /<\|?(?:im_start|im_end|system|user|assistant|endoftext|begin_of_text|start_header_id|eot_id)[^>]{0,20}>?|\[\/?(?:INST|SYS|SYSTEM)\]|<<\/?SYS>>|^[ \t]{0,8}#{2,6}[ \t]{0,8}(?:system|instructions?|new instructions?|assistant|user|human|response)\b|^[ \t]{0,8}(?:system|assistant|ai|bot|human)[ \t]?:|<\/?(?:evidence|question|instructions?|prompt|context|document)s?>|={4,}|-{6,}|\\n\\n|\+{4,}\s*\w+/imu,
  },
  {
    name: "output-order",
    says: "dictates what the model is to say",
    pattern:
      /\b(?:say|print|output|respond|reply|answer|write|respond with|begin (?:with|your)|start (?:with|your)|end with|repeat)\b\s*(?:only|just|exactly|with|after me|the (?:following|words?|phrase)|this|hi\b|["“'‘:])|\bjust (?:say|print|output|write)\b|\bnothing else\b|\bsag(?:e|t)?\s+(?:nur|einfach|jetzt|hallo)\b/iu,
  },
  {
    name: "fiction",
    says: "wraps its demand in a story",
    pattern:
      /\b(?:hypothetical\w*|fictional|fiction|imaginary|imagine|in a (?:world|universe|parallel|alternate|dystopian)|alternate (?:universe|reality)|screenwriter|scriptwriter|novelist|script for|dystopian|satir\w+|thriller|dark comedy)\b/iu,
  },
  {
    name: "code",
    says: "asks the model to run code",
    pattern:
      /\b(?:print\s*\(|os\.system|eval\(|exec\(|execute the (?:following|command)|python interpreter|linux terminal|sql injection|run the (?:following )?(?:code|command)|base64|rot13|decode|drop table)/iu,
  },
  {
    name: "flattery",
    says: "calls its task done and gives another",
    pattern:
      /\b(?:well done|great (?:job|work)|good (?:job|work)|thank you|thanks)[.!,]\s[^.!?\n]{0,60}(?:now|next|let'?s|but|forget|new)|\b(?:congratulations|excellent performance|well done|fantastic|you (?:really )?did (?:it )?(?:really )?(?:great|well))\b|\b(?:very|sehr) (?:good|gut|well done)[.!]|\b(?:super|gut|toll|prima|klasse)\s+gemacht\b|\b(?:glückwunsch|fantastisch|großartig|das genügt)\b|\bdanke\b[^.!?\n]{0,40}\b(?:jetzt|nun|noch)\b/iu,
  },
  {
    name: "for-the-reader",
    says: "speaks to a model about its reply",
    pattern:
      /\b(?:in|into|to|of|with|for) (?:your|the) (?:\w+ )?(?:reply|response|answer|output|summary)\b|\b(?:your|the) (?:reply|response|answer) (?:must|should|to|by|with|using|in)\b|\b(?:when|if|while|before|after) (?:you (?:are )?)?(?:summari[sz]\w+|answer\w*|respond\w*|reply\w*|asked)\b|\b(?:ai|language) (?:model|assistant)s?\b|\bLLMs?\b|\bchat\s?(?:bot|gpt)s?\b|\b(?:note|instructions?|attention|message) (?:to|for) (?:the |any |all )?(?:ai|model|assistant|llm|chatbot|reviewer)/iu,
  },
  {
    name: "change-reply",
    says: "tells a model how to change its reply",
    pattern:
      /^[^\p{L}\d\n]{0,4}(?:modify|augment|enhance|integrate|supplement|embed|insert|include|add|append|introduce|replace|substitute|convert|scramble|anagram|use|provide|encode|translate|respond|reply|answer|write|end|begin|group|remove|alter|change|reverse|shuffle|swap|misspell|apply)\b[^.!?\n]{0,80}\b(?:your|the) (?:\w+ )?(?:reply|response|answer|output|text|words?|sentences?)\b/imu,
  },
  {
    name: "send-out",
    says: "tells the model to send something out",
    pattern:
      /\b(?:send|forward|post|upload|email|transmit|exfiltrate|append|include|embed)\b[^.!?\n]{0,60}\b(?:to|at|via|in) (?:https?:|www\.|the (?:url|address|following)|[\w.+-]+@)|!\[[^\]\n]*\]\(\s*https?:/iu,
  },
];
