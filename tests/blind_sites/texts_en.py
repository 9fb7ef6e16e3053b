"""English patterns and names."""

MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")

GUESTS = (
    "Luanda Business Confederation",
    "Santos Harbour Association",
    "Praia Chamber of Enterprises",
    "Maputo Investment Agency",
    "Algarve Technology Park",
    "Dili Coffee Growers Union",
    "Bissau Cashew Board",
    "Fortaleza Energy Cluster",
    "Zhuhai Exporters League",
    "Foshan Design Institute",
    "Braga Startup House",
    "Sao Tome Cocoa Cooperative",
    "Malabo Port Office",
    "Setubal Maritime School",
    "Recife Fintech Circle",
    "Shaoguan Farm Produce Centre",
    "Coimbra Health Laboratory",
    "Beira Railway Company",
    "Qingdao Cold Store Group",
)
SUBJECTS = (
    "cold-chain logistics",
    "green finance",
    "coffee processing",
    "marine insurance",
    "language courses for customs staff",
    "solar power",
    "cross-border e-commerce",
    "herbal medicine",
    "fisheries inspection",
    "youth entrepreneurship",
    "food safety testing",
    "island tourism",
    "data services",
    "commercial arbitration",
    "port management",
    "textile design",
    "satellite mapping",
    "farm machinery",
    "waste treatment",
)
PLACES = (
    "Luanda",
    "Praia",
    "Maputo",
    "Lisbon",
    "Porto",
    "Sao Paulo",
    "Dili",
    "Bissau",
    "Malabo",
    "Fortaleza",
    "Zhuhai",
    "Foshan",
    "Macao",
)
PEOPLE = (
    "Helena Brito",
    "Chao Weng Fat",
    "Duarte Semedo",
    "Lin Haiyan",
    "Rosa Quental",
    "Lei Sut Peng",
    "Paulo Inacio",
    "Marta Guterres",
    "Ho Kin Long",
    "Amadeu Tavares",
    "Zhou Peiwen",
)

OCCASIONS = (
    (
        "{org} and {guest} sign memorandum on {subject}",
        "The {org} put its name to a memorandum with the {guest} on {day}, opening a three-year programme on {subject}. The paper was"
        " signed in {place} before some {n} guests from trade bodies and consulates.",
    ),
    (
        "Delegation of {guest} calls on {org}",
        "Led by {person}, a party of {m} from the {guest} came to the offices of the {org} on {day} to hear how Macao supports firms"
        " that work on {subject}.",
    ),
    (
        "Seminar in {place} looks at {subject} between China and Portuguese-speaking markets",
        "More than {k} people filled a hall in {place} on {day} for a seminar about {subject}, which the {org} prepared together with"
        " the {guest}.",
    ),
    (
        "{n} companies join business matching on {subject}",
        "A morning of short meetings arranged by the {org} brought {n} companies to one table on {day}. Most of them deal with {subject}"
        " and were invited through the {guest}.",
    ),
    (
        "Training course on {subject} closes with {n} graduates",
        "Certificates were handed to {n} officials on {day} at the end of a course on {subject}. They had spent {m} weeks in {place} as"
        " guests of the {org}.",
    ),
    (
        "{org} takes {m} firms to trade fair in {place}",
        "With {m} firms on its shared stand, the {org} returned to the trade fair of {place}, which opened on {day}. The stand was"
        " given over to {subject} for the first time.",
    ),
    (
        "{person}: {place} can be a doorway for {subject}",
        "Speaking on {day}, {person} of the {org} said that {place} had what was needed to become a doorway for {subject}, and asked"
        " the {guest} to bring its members along.",
    ),
    (
        "Applications open for {subject} support scheme",
        "Small firms may apply from {day} for a scheme on {subject} that the {org} runs with money set aside by the {guest}. Up to {n}"
        " projects will be chosen.",
    ),
    (
        "Working group on {subject} holds meeting number {m}",
        "The working group on {subject} held its meeting number {m} on {day}, with the {org} in the chair and the {guest} taking part from"
        " {place} by video.",
    ),
    (
        "Exhibition hall for {subject} receives visitor number {k}",
        "Visitor number {k} walked into the exhibition hall for {subject} on {day}: a buyer from {place} who had come with the {guest}"
        " on the advice of the {org}.",
    ),
    (
        "{guest} opens liaison desk in {place}",
        "A liaison desk of the {guest} began its work in {place} on {day}. It will answer questions about {subject}, and the {org} lends"
        " it two rooms and an interpreter.",
    ),
    (
        "Trade in {subject} & related services up {n} per cent",
        "Figures that the {org} gave out on {day} put the growth of trade in {subject} and related services at {n} per cent over the"
        " first {m} months of the year, with {place} as the busiest partner.",
    ),
)
MIDDLES = (
    "{person} told the meeting that {subject} had long suffered from a lack of people who know both legal systems. The {guest} offered"
    " to place {m} of its experts in Macao next year so that files need not travel back and forth.",
    "Both parties also spoke about {other}. A list of {n} items was drawn up, each with a person in charge, and the {org} will report"
    " on it every quarter.",
    "In the afternoon the visitors saw a laboratory and a bonded store, where staff showed how goods bound for {place} are checked,"
    " sealed and tracked. {person} said that the waiting time had fallen to {m} hours.",
    "According to {person}, the next step is a trial with {m} firms. If it goes well, the circle will be widened to {other}, a field in"
    " which the {guest} already has partners.",
    "Questions from the floor were mostly about payment and insurance. Speakers from {place} described {m} cases in which contracts"
    " had been settled in renminbi, and what had gone wrong in two of them.",
    "For the {guest}, the attraction lies in numbers: it counts {k} member companies, of which fewer than {n} have ever sold anything in"
    " the Greater Bay Area.",
    "An agreement on the exchange of students was put off. {person} explained that schools in {place} start their year later, so that a"
    " first group of {n} would arrive only after the holidays.",
    "{person} recalled that the two organisations first met in {place} over a shipment of samples that had been held up for {m} days."
    " That small affair led to the present arrangement on {other}.",
    "The programme goes on with visits to {place} and with a round table about {other}. Places are limited to {n}, and members of the"
    " {guest} have priority.",
    "A study prepared for the occasion puts the cost of entering the market at {k} thousand patacas for a firm of average size. The"
    " {org} believes that a shared office could halve it.",
    "Interpreters worked in Portuguese, Chinese and English throughout. The {org} plans to make its glossary on {subject}, with {k}"
    " entries so far, open to everyone.",
    "Representatives of {m} banks followed the talks. One of them has prepared a credit line tied to {other}, to which members of the"
    " {guest} may apply without collateral of their own.",
)
ENDS = (
    "The {org} will send {n} invitations for the next session, planned in {place}, before the end of the quarter.",
    "Papers on {subject} can be consulted at the reading room of the {org}, which has kept {k} of them since the programme began.",
    "Also present were {person} and the heads of {m} associations with ties to {place}.",
    "The next meeting between the {org} and the {guest} is to be held in {place}, at a date still to be fixed.",
    "Firms that wish to learn more about {subject} may write to the {org}; an answer is promised within {m} working days.",
    "Last year a similar event drew {n} firms, about a third of them from {place}.",
    "{person} thanked the {guest} for its patience and said that the door of the {org} would stay open.",
    "A summary in Portuguese and Chinese, with {m} annexes on {subject}, will follow.",
    "Since its founding the {org} has received {k} visitors in connection with {subject}.",
    "The {guest} left for {place} on the same evening and will publish its own account of the visit.",
    "The {org} keeps a register of {n} translators who work on {subject} and adds to it every spring.",
    "Further stops of the tour are {place} and two towns whose names the {guest} will make known later.",
)
