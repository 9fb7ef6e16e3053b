"""Portuguese patterns and names; a name carries its article."""

MONTHS = (
    "Janeiro",
    "Fevereiro",
    "Março",
    "Abril",
    "Maio",
    "Junho",
    "Julho",
    "Agosto",
    "Setembro",
    "Outubro",
    "Novembro",
    "Dezembro",
)

GUESTS = (
    ("a", "Confederação Empresarial de Benguela"),
    ("o", "Porto Seco de Santarém"),
    ("a", "Liga dos Exportadores de Zhuhai"),
    ("o", "Instituto de Design de Foshan"),
    ("a", "Câmara de Empresas da Praia"),
    ("o", "Centro de Inovação do Minho"),
    ("a", "União dos Produtores de Café de Ermera"),
    ("o", "Conselho do Caju de Bissau"),
    ("a", "Agência de Investimento da Beira"),
    ("o", "Laboratório do Mar de Peniche"),
    ("a", "Cooperativa de Cacau do Príncipe"),
    ("o", "Grupo Frigorífico de Qingdao"),
    ("a", "Escola Náutica de Setúbal"),
    ("o", "Parque Tecnológico do Ceará"),
    ("a", "Associação de Startups do Recife"),
    ("o", "Gabinete Portuário de Malabo"),
    ("a", "Rede de Feiras de Jiangmen"),
    ("o", "Círculo Financeiro de Maputo"),
    ("a", "Federação Turística do Algarve"),
)
SUBJECTS = (
    "logística de frio",
    "finanças verdes",
    "transformação de café",
    "seguros marítimos",
    "formação linguística",
    "energia solar",
    "comércio electrónico",
    "medicina tradicional",
    "inspecção de pescado",
    "empreendedorismo jovem",
    "segurança alimentar",
    "turismo insular",
    "serviços de dados",
    "arbitragem comercial",
    "gestão portuária",
    "moda e têxteis",
    "cartografia por satélite",
    "maquinaria agrícola",
    "tratamento de resíduos",
)
PLACES = (
    "Luanda",
    "Praia",
    "Maputo",
    "Lisboa",
    "Braga",
    "São Paulo",
    "Díli",
    "Bissau",
    "Malabo",
    "Fortaleza",
    "Zhuhai",
    "Cantão",
    "Macau",
)
PEOPLE = (
    "Helena Brito",
    "Chao Weng Fat",
    "Duarte Semedo",
    "Lin Haiyan",
    "Rosa Quental",
    "Lei Sut Peng",
    "Paulo Inácio",
    "Marta Guterres",
    "Ho Kin Long",
    "Amadeu Tavares",
    "Zhou Peiwen",
)

OCCASIONS = (
    (
        "Protocolo {org_com} e {guest_a} abre nova fase em {subject}",
        "{org_A} e {guest_a} assinaram a {day}, em {place}, um protocolo de três anos dedicado a {subject}. Assistiram à cerimónia"
        " cerca de {n} convidados, entre eles cônsules e dirigentes associativos.",
    ),
    (
        "Delegação {guest_da} visita {org_a}",
        "Uma comitiva de {m} pessoas {guest_da}, chefiada por {person}, esteve a {day} na sede {org_da} para conhecer os apoios de"
        " Macau às empresas ligadas a {subject}.",
    ),
    (
        "Seminário em {place} debate {subject} entre a China e os países lusófonos",
        "Mais de {k} pessoas encheram a {day} um auditório de {place} para ouvir falar de {subject}, num seminário preparado {org_pela}"
        " em conjunto {guest_com}.",
    ),
    (
        "Bolsa de contactos reúne {n} empresas de {subject}",
        "Uma manhã de encontros curtos, organizada {org_pela}, juntou {n} empresas a {day}. Quase todas trabalham em {subject} e vieram a"
        " convite {guest_da}.",
    ),
    (
        "Curso de {subject} termina com {n} diplomados",
        "Receberam diploma a {day} os {n} funcionários que passaram {m} semanas em {place} a estudar {subject}. O curso foi oferecido"
        " {org_pela}.",
    ),
    (
        "{org_A} leva {m} empresas à feira de {place}",
        "Com {m} empresas no seu pavilhão, {org_a} voltou à feira de {place}, inaugurada a {day}. O espaço foi pela primeira vez"
        " dedicado a {subject}.",
    ),
    (
        "{person}: «{place} pode ser porta de entrada em {subject}»",
        "Em declarações feitas a {day}, {person} disse que {place} reúne condições para servir de porta de entrada em {subject} e pediu"
        " {guest_ao} que traga os seus associados.",
    ),
    (
        "Abertas as candidaturas ao apoio a projectos de {subject}",
        "As pequenas empresas podem candidatar-se desde {day} a um apoio a projectos de {subject}, gerido {org_pela} com verbas {guest_da}."
        " Serão escolhidos até {n} projectos.",
    ),
    (
        "Grupo de trabalho de {subject} reúne-se pela {m}.ª vez",
        "O grupo de trabalho de {subject} reuniu-se a {day} pela {m}.ª vez, sob a presidência {org_da}. De {place}, por vídeo,"
        " participou {guest_a}.",
    ),
    (
        "Sala de exposições de {subject} recebe o visitante {k}",
        "Entrou a {day} na sala de exposições de {subject} o visitante número {k}, um comprador de {place} trazido {guest_pela} por"
        " sugestão {org_da}.",
    ),
    (
        "{guest_A} abre balcão de ligação em {place}",
        "Começou a funcionar a {day}, em {place}, um balcão de ligação {guest_da}. Vai responder a perguntas sobre {subject}, em duas"
        " salas cedidas {org_pela}.",
    ),
    (
        "Trocas em {subject} sobem {n} por cento",
        "Segundo números divulgados a {day} {org_pela}, as trocas em {subject} cresceram {n} por cento nos primeiros {m} meses do ano,"
        " com {place} à cabeça dos parceiros.",
    ),
)
MIDDLES = (
    "{person} lembrou que em {subject} faltam há muito quadros que conheçam os dois sistemas jurídicos. {guest_A} propôs-se colocar em"
    " Macau, já no próximo ano, {m} dos seus peritos.",
    "As partes falaram ainda de {other}. Ficou escrita uma lista de {n} pontos, cada um com o seu responsável, de que {org_a} dará conta"
    " todos os trimestres.",
    "Da parte da tarde, os visitantes passaram por um laboratório e por um armazém alfandegado, onde viram como se verifica e se sela a"
    " mercadoria com destino a {place}. A espera, disse {person}, baixou para {m} horas.",
    "O passo seguinte, explicou {person}, é um ensaio com {m} empresas. Se correr bem, a experiência chegará a {other}, área em que"
    " {guest_a} já tem parceiros.",
    "As perguntas da assistência andaram à volta de pagamentos e seguros. Oradores vindos de {place} contaram {m} casos de contratos"
    " pagos em renminbi, e o que falhou em dois deles.",
    "Para os dirigentes {guest_da}, o interesse está nos números: contam {k} empresas associadas e menos de {n} venderam alguma vez na"
    " Grande Baía.",
    "O intercâmbio de estudantes ficou adiado. {person} notou que em {place} o ano lectivo começa mais tarde, pelo que o primeiro grupo,"
    " de {n} alunos, só virá depois das férias.",
    "{person} recordou que as duas casas se conheceram em {place} por causa de umas amostras retidas {m} dias na alfândega. Desse pequeno"
    " caso nasceu o entendimento sobre {other}.",
    "O programa continua com visitas a {place} e com uma mesa-redonda sobre {other}. Há {n} lugares, com preferência para os associados"
    " {guest_da}.",
    "Um estudo feito para a ocasião calcula em {k} mil patacas o custo de entrada no mercado para uma empresa média. Um escritório"
    " partilhado, acredita {org_a}, cortaria a despesa para metade.",
    "Os trabalhos decorreram em português, chinês e inglês. O glossário de {subject}, que já vai em {k} entradas, será posto à disposição"
    " de todos {org_pela}.",
    "Acompanharam as conversas representantes de {m} bancos. Um deles tem pronta uma linha de crédito para {other}, aberta aos associados"
    " {guest_da} sem garantia própria.",
)
ENDS = (
    "Para a próxima sessão, prevista para {place}, {org_a} enviará {n} convites antes do fim do trimestre.",
    "Os documentos sobre {subject} podem ser lidos na biblioteca {org_da}, que guarda {k} desde o início do programa.",
    "Estiveram também presentes {person} e os responsáveis de {m} associações com ligações a {place}.",
    "O próximo encontro entre {org_a} e {guest_a} terá lugar em {place}, em data a marcar.",
    "As empresas interessadas em {subject} podem escrever {org_ao}; a resposta chega em {m} dias úteis.",
    "No ano passado, uma iniciativa parecida atraiu {n} empresas, um terço das quais de {place}.",
    "{person} agradeceu {guest_ao} a paciência e garantiu que a porta continua aberta.",
    "Seguir-se-á um resumo em português e chinês, com {m} anexos sobre {subject}.",
    "Desde a fundação, passaram por aqui {k} visitantes interessados em {subject}, segundo as contas {org_da}.",
    "A comitiva {guest_da} partiu para {place} na mesma noite e fará o seu próprio relato da visita.",
    "A bolsa de tradutores {org_da} tem {n} nomes na área de {subject} e cresce todas as primaveras.",
    "A viagem prossegue em {place} e em duas cidades que serão anunciadas mais tarde {guest_pela}.",
)
