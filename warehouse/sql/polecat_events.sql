-- polecat_events: events in the columns of POLECAT, as far as they can be filled honestly (docs/dataset-views.md).
-- One row an event of PLOVER's 16 types, whatever its status; copies of one agency story are left out. Several values are joined by "; ".
CREATE OR REPLACE VIEW polecat_events AS
WITH iso AS (  -- ISO 3166-1 alpha-2 to alpha-3
    SELECT left(pair, 2) AS iso2, right(pair, 3) AS iso3
    FROM (SELECT unnest(string_split('ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKXKX YEYEM YTMYT ZAZAF ZMZMB ZWZWE', ' ')) AS pair)
), codes AS (
    SELECT map_from_entries(list((iso2, iso3))) AS iso3 FROM iso
), story AS (
    SELECT article_id,
           string_agg(DISTINCT name, '; ' ORDER BY name) FILTER (type = 'PER') AS people,
           string_agg(DISTINCT name, '; ' ORDER BY name) FILTER (type = 'ORG') AS organizations,
           string_agg(DISTINCT name, '; ' ORDER BY name) FILTER (type = 'LOC') AS locations
    FROM mentions WHERE kind = 'name' GROUP BY article_id
)
SELECT e.event_id AS "Event ID",
       coalesce(try_cast(e.date AS DATE), a.published_at::DATE, e.ingest_date) AS "Event Date",
       e.type AS "Event Type",
       e.mode AS "Event Mode",
       e.quad_code AS "Quad Code",
       e.status AS "Event Status",
       array_to_string(list_transform(e.actors, lambda x: x.name), '; ') AS "Actor Name",
       array_to_string(list_distinct(list_transform(e.actors, lambda x: c.iso3[x.country])), '; ') AS "Actor Country",
       e.actors[1].sector AS "Primary Actor Sector",
       array_to_string(list_distinct(list_transform(e.actors, lambda x: x.sector)), '; ') AS "Actor Sectors",
       array_to_string(list_transform(e.actors, lambda x: substring(a.text, x.start + 1, x."end" - x.start)), '; ') AS "Actor Name Raw",
       array_to_string(list_transform(e.recipients, lambda x: x.name), '; ') AS "Recipient Name",
       array_to_string(list_distinct(list_transform(e.recipients, lambda x: c.iso3[x.country])), '; ') AS "Recipient Country",
       e.recipients[1].sector AS "Primary Recipient Sector",
       array_to_string(list_distinct(list_transform(e.recipients, lambda x: x.sector)), '; ') AS "Recipient Sectors",
       array_to_string(list_transform(e.recipients, lambda x: substring(a.text, x.start + 1, x."end" - x.start)), '; ') AS "Recipient Name Raw",
       coalesce(p.name_latin, e.place) AS "Placename",
       c.iso3[p.country] AS "Country",
       p.latitude AS "Latitude",
       p.longitude AS "Longitude",
       e.place AS "Raw Placename",
       coalesce(a.outlet, a.source) AS "Source",
       a.published_at::DATE AS "Publication Date",
       s.people AS "Story People",
       s.organizations AS "Story Organizations",
       s.locations AS "Story Locations",
       a.language AS "Language",
       e.version AS "Version"
FROM events e
JOIN articles a USING (article_id)
CROSS JOIN codes c
LEFT JOIN entities p ON p.entity_id = e.place_id
LEFT JOIN story s USING (article_id)
WHERE e.cameo_root IS NOT NULL AND a.duplicate_of IS NULL;
COMMENT ON VIEW polecat_events IS 'Events in the columns of POLECAT (those that can be filled honestly)';
COMMENT ON COLUMN polecat_events."Event ID" IS 'events.event_id';
COMMENT ON COLUMN polecat_events."Event Date" IS 'The date told with the event, else the day of publication, else of ingestion';
COMMENT ON COLUMN polecat_events."Event Type" IS 'PLOVER type';
COMMENT ON COLUMN polecat_events."Event Mode" IS 'PLOVER mode, where plain';
COMMENT ON COLUMN polecat_events."Quad Code" IS '1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict (POLECAT: in words)';
COMMENT ON COLUMN polecat_events."Event Status" IS 'Not in POLECAT: happened, planned, denied, possible or historical';
COMMENT ON COLUMN polecat_events."Actor Name" IS 'Actors, as fully as the article names them, in Arabic';
COMMENT ON COLUMN polecat_events."Actor Country" IS 'Countries of the actors, ISO 3166-1 alpha-3';
COMMENT ON COLUMN polecat_events."Primary Actor Sector" IS 'Sector of the first actor';
COMMENT ON COLUMN polecat_events."Actor Sectors" IS 'Sectors of the actors';
COMMENT ON COLUMN polecat_events."Actor Name Raw" IS 'Actors, in the very words of the sentence';
COMMENT ON COLUMN polecat_events."Recipient Name" IS 'Recipients, as fully as the article names them, in Arabic';
COMMENT ON COLUMN polecat_events."Recipient Country" IS 'Countries of the recipients, ISO 3166-1 alpha-3';
COMMENT ON COLUMN polecat_events."Primary Recipient Sector" IS 'Sector of the first recipient';
COMMENT ON COLUMN polecat_events."Recipient Sectors" IS 'Sectors of the recipients';
COMMENT ON COLUMN polecat_events."Recipient Name Raw" IS 'Recipients, in the very words of the sentence';
COMMENT ON COLUMN polecat_events."Placename" IS 'Place, in Latin letters where known, else in Arabic';
COMMENT ON COLUMN polecat_events."Country" IS 'Country of the place, ISO 3166-1 alpha-3';
COMMENT ON COLUMN polecat_events."Latitude" IS 'Latitude of the place';
COMMENT ON COLUMN polecat_events."Longitude" IS 'Longitude of the place';
COMMENT ON COLUMN polecat_events."Raw Placename" IS 'Place as the article names it';
COMMENT ON COLUMN polecat_events."Source" IS 'Outlet, else the source';
COMMENT ON COLUMN polecat_events."Publication Date" IS 'Day of publication';
COMMENT ON COLUMN polecat_events."Story People" IS 'Persons named in the article';
COMMENT ON COLUMN polecat_events."Story Organizations" IS 'Organisations named in the article';
COMMENT ON COLUMN polecat_events."Story Locations" IS 'Places named in the article';
COMMENT ON COLUMN polecat_events."Language" IS 'Language of the article, ISO 639-1';
COMMENT ON COLUMN polecat_events."Version" IS 'Version of the event extractor';
