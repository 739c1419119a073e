// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// @title Scripted price feed
/// @notice A price feed whose rounds one operator publishes. It answers as a Chainlink aggregator, as the feed that
/// Sovryn Zero's price oracle reads, and as the PriceFeed of a Liquity-type core.
/// @dev It can take the place of a live feed on a fork: its runtime code is put at the live feed's address, whose old
/// storage stays there. So what is fixed is immutable, and what changes lies in one namespaced struct: leftovers in the
/// ordinary slots are neither read nor written.
contract ScriptedFeed {
    /// @notice A round of another feed, as that feed gives it.
    /// @param answer price, `decimals` decimals
    /// @param startedAt Unix seconds
    /// @param updatedAt Unix seconds
    /// @param answeredInRound id of the round that the answer is from
    struct Round {
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint80 answeredInRound;
    }

    struct Answer {
        int256 value;
        uint256 updatedAt;
    }

    /// @dev What an adopted round has besides its answer. A published one starts when it is updated and answers itself:
    /// nothing of that is stored for it.
    struct Origin {
        uint256 startedAt;
        uint80 answeredInRound;
    }

    /// @custom:storage-location erc7201:breakwater.scripted-feed
    struct Book {
        /// @dev Id before that of the oldest round.
        uint80 before;
        /// @dev Id of the last adopted round, 0 if none was adopted.
        uint80 adopted;
        /// @dev Id of the newest round, 0 if there is none.
        uint80 last;
        mapping(uint256 id => Answer) answers;
        mapping(uint256 id => Origin) origins;
    }

    /// @dev keccak256(abi.encode(uint256(keccak256("breakwater.scripted-feed")) - 1)) & ~bytes32(uint256(0xff)), which
    /// written so would be computed in each call.
    bytes32 private constant BOOK = 0xb21d449576658c3aa08ae058332b4a1f475d4846bf468677254eb3ff2d21d600;

    /// @notice Decimals of an answer.
    uint8 public immutable decimals;
    /// @notice Account that may publish.
    address public immutable operator;
    /// @notice Whether `latestAnswer()` has Zero's meaning instead of Chainlink's.
    bool public immutable zeroStyle;
    /// @notice Version of the aggregator interface.
    uint256 public constant version = 1;

    /// @dev The text from the left, its length in the last byte.
    bytes32 private immutable shortDescription;

    /// @param current the answer, `decimals` decimals
    /// @param roundId id of the round
    /// @param updatedAt time the round claims to be of, Unix seconds
    event AnswerUpdated(int256 indexed current, uint256 indexed roundId, uint256 updatedAt);

    modifier onlyOperator() {
        require(msg.sender == operator, "feed: caller is not the operator");
        _;
    }

    /// @param decimals_ decimals of an answer
    /// @param description_ what the answer is a price of, at most 31 bytes
    /// @param operator_ account that may publish
    /// @param zeroStyle_ whether `latestAnswer()` has Zero's meaning instead of Chainlink's
    constructor(uint8 decimals_, string memory description_, address operator_, bool zeroStyle_) {
        bytes memory text = bytes(description_);
        require(text.length < 32, "feed: description is over 31 bytes");
        decimals = decimals_;
        shortDescription = bytes32(text) | bytes32(text.length);
        operator = operator_;
        zeroStyle = zeroStyle_;
    }

    // ---- operator ---------------------------------------------------------------------------------------------------

    /// @notice Publishes a round as of now. Operator only.
    /// @param answer price, `decimals` decimals; any sign, so that faults can be played
    function publish(int256 answer) external {
        publishAt(answer, block.timestamp);
    }

    /// @notice Publishes a round that claims to be of another time. Operator only.
    /// @param answer price, `decimals` decimals; any sign
    /// @param updatedAt Unix seconds; the past makes the answer stale, the future is accepted
    function publishAt(int256 answer, uint256 updatedAt) public onlyOperator {
        Book storage own = book();
        uint80 id = own.last + 1;
        own.last = id;
        own.answers[id] = Answer(answer, updatedAt);
        emit AnswerUpdated(answer, id, updatedAt);
    }

    /// @notice Takes over the newest rounds of another feed, ids included: the next round published follows the last of
    /// them. Operator only, and only while there is no round.
    /// @param history rounds with consecutive ids, oldest first
    /// @param firstRoundId id of the first of them, from 1; a Chainlink proxy's ids are phase << 64 | number
    function continueFrom(Round[] calldata history, uint80 firstRoundId) external onlyOperator {
        Book storage own = book();
        require(own.last == 0, "feed: there are rounds already");
        require(history.length > 0, "feed: no round to continue from");
        require(firstRoundId > 0, "feed: round ids start at 1");
        uint80 id = firstRoundId - 1;
        own.before = id;
        for (uint256 i = 0; i < history.length; i++) {
            id++;
            own.answers[id] = Answer(history[i].answer, history[i].updatedAt);
            own.origins[id] = Origin(history[i].startedAt, history[i].answeredInRound);
        }
        own.adopted = id;
        own.last = id;
    }

    // ---- as a Chainlink aggregator ----------------------------------------------------------------------------------

    /// @notice What the answer is a price of, such as "ETH / USD".
    function description() external view returns (string memory text) {
        bytes32 word = shortDescription;
        text = new string(32);
        assembly {
            mstore(text, and(word, 0xff))
            mstore(add(text, 32), and(word, not(0xff)))
        }
    }

    /// @notice The newest round. Reverts before the first.
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        return getRoundData(book().last);
    }

    /// @notice A round by its id. Reverts if there is no such round.
    function getRoundData(uint80 id)
        public
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        require(exists(id), "No data present");
        Book storage own = book();
        Answer memory round = own.answers[id];
        if (id > own.adopted) return (id, round.value, round.updatedAt, round.updatedAt, id);
        Origin memory origin = own.origins[id];
        return (id, round.value, origin.startedAt, round.updatedAt, origin.answeredInRound);
    }

    /// @notice Id of the newest round, 0 before the first. Like all of Chainlink's legacy reads it never reverts.
    function latestRound() external view returns (uint256) {
        return book().last;
    }

    /// @notice Time of the newest round, Unix seconds; 0 before the first.
    function latestTimestamp() external view returns (uint256) {
        return newest().updatedAt;
    }

    /// @notice Answer of a round, `decimals` decimals; 0 if there is no such round.
    function getAnswer(uint256 id) external view returns (int256) {
        return exists(id) ? book().answers[id].value : int256(0);
    }

    /// @notice Time of a round, Unix seconds; 0 if there is no such round.
    function getTimestamp(uint256 id) external view returns (uint256) {
        return exists(id) ? book().answers[id].updatedAt : 0;
    }

    // ---- as other systems read it -----------------------------------------------------------------------------------

    /// @notice The newest answer as the deployer chose: Zero's way, as declared here, or Chainlink's legacy way, where
    /// the data returned is one word, `int256 answer` of `decimals` decimals, 0 before the first round. Never reverts.
    /// @return price18 price, 18 decimals; 0 if `ok` is false
    /// @return ok whether there is an answer above 0 that 18 decimals can hold
    function latestAnswer() external view returns (uint256 price18, bool ok) {
        int256 answer = newest().value;
        if (!zeroStyle) {
            // One selector, two meanings: Solidity can declare only one of them.
            assembly {
                mstore(0, answer)
                return(0, 32)
            }
        }
        price18 = scaleTo18(answer);
        return (price18, price18 > 0);
    }

    /// @notice The newest answer as a Liquity core asks its PriceFeed for it. Reverts if there is no price: such a core
    /// would take 0 for one.
    /// @return price price, 18 decimals, above 0
    function fetchPrice() external view returns (uint256 price) {
        return lastGoodPrice();
    }

    /// @notice The same as `fetchPrice`: what is published is good.
    /// @return price price, 18 decimals, above 0
    function lastGoodPrice() public view returns (uint256 price) {
        price = scaleTo18(newest().value);
        require(price > 0, "feed: no price");
    }

    // ---- internal ---------------------------------------------------------------------------------------------------

    function book() private pure returns (Book storage own) {
        assembly {
            own.slot := BOOK
        }
    }

    function exists(uint256 id) private view returns (bool) {
        Book storage own = book();
        return id > own.before && id <= own.last;
    }

    /// @return the answer of the newest round; an empty slot before the first, for no round has id 0
    function newest() private view returns (Answer storage) {
        Book storage own = book();
        return own.answers[own.last];
    }

    /// @return `answer` at 18 decimals, rounded down; 0 if it is not above 0 or does not fit
    function scaleTo18(int256 answer) private view returns (uint256) {
        if (answer <= 0) return 0;
        uint256 value = uint256(answer);
        if (decimals <= 18) {
            uint256 factor = 10 ** (18 - uint256(decimals));
            return value <= type(uint256).max / factor ? value * factor : 0;
        }
        uint256 excess = uint256(decimals) - 18;
        // 10 ** 78 does not fit a word, and no word is worth one unit after division by it.
        return excess < 78 ? value / 10 ** excess : 0;
    }
}
