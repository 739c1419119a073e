// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface IAggregator {
    function decimals() external view returns (uint8);

    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);

    function getRoundData(uint80 id)
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound);
}

/// @title Price feed of a Liquity core, test fixture
/// @notice Shows what Liquity's PriceFeed does with a Chainlink feed that fails: written from its documented behaviour,
/// not from its code. A feed that is broken or jumps is not trusted, one that is silent is frozen, and the core goes on
/// with the last good price.
/// @dev Liquity asks a second oracle, Tellor, in those cases, and trusts a feed again once both agree within 5 %. There
/// is no second oracle here: a frozen or untrusted feed keeps the last good price until Chainlink works again; after a
/// jump that is when the next round is within the bound of the one before it.
contract LiquityPriceFeed {
    enum Status {
        working,
        untrusted,
        frozen
    }

    struct Response {
        bool good;
        uint80 roundId;
        uint256 answer;
        uint256 updatedAt;
    }

    /// @dev Age above which the newest round counts as frozen, seconds.
    uint256 private constant TIMEOUT = 4 hours;

    /// @notice The Chainlink feed.
    IAggregator public immutable priceAggregator;
    /// @notice The last price of a working feed, USD, 18 decimals.
    uint256 public lastGoodPrice;
    /// @notice State of the feed when the price was last fetched.
    Status public status;

    /// @notice The feed failed, or works again.
    event PriceFeedStatusChanged(Status newStatus);

    /// @param aggregator a Chainlink feed that works and has two rounds
    constructor(address aggregator) {
        priceAggregator = IAggregator(aggregator);
        (Status found, uint256 price) = look(IAggregator(aggregator));
        require(found == Status.working, "PriceFeed: the aggregator is not working");
        lastGoodPrice = price;
    }

    /// @notice Looks at the feed and stores what it finds.
    /// @return the newest price if the feed works, else the last good one; USD, 18 decimals
    function fetchPrice() external returns (uint256) {
        (Status found, uint256 price) = look(priceAggregator);
        if (found != status) {
            status = found;
            emit PriceFeedStatusChanged(found);
        }
        if (found == Status.working) lastGoodPrice = price;
        return lastGoodPrice;
    }

    function look(IAggregator aggregator) private view returns (Status, uint256 price) {
        uint256 feedDecimals;
        try aggregator.decimals() returns (uint8 value) {
            feedDecimals = value;
        } catch {
            return (Status.untrusted, 0);
        }
        Response memory current = latest(aggregator);
        if (!current.good) return (Status.untrusted, 0);
        Response memory previous = past(aggregator, current.roundId - 1);
        if (!previous.good) return (Status.untrusted, 0);
        if (block.timestamp - current.updatedAt > TIMEOUT) return (Status.frozen, 0);
        if (jumped(current.answer, previous.answer)) return (Status.untrusted, 0);
        return (Status.working, current.answer * 10 ** (18 - feedDecimals));
    }

    function latest(IAggregator aggregator) private view returns (Response memory) {
        try aggregator.latestRoundData() returns (uint80 id, int256 answer, uint256, uint256 updatedAt, uint80) {
            return judge(id, answer, updatedAt);
        } catch {
            return Response(false, 0, 0, 0);
        }
    }

    function past(IAggregator aggregator, uint80 roundId) private view returns (Response memory) {
        try aggregator.getRoundData(roundId) returns (uint80 id, int256 answer, uint256, uint256 updatedAt, uint80) {
            return judge(id, answer, updatedAt);
        } catch {
            return Response(false, 0, 0, 0);
        }
    }

    function judge(uint80 id, int256 answer, uint256 updatedAt) private view returns (Response memory) {
        bool good = id > 0 && answer > 0 && updatedAt > 0 && updatedAt <= block.timestamp;
        return Response(good, id, uint256(answer), updatedAt);
    }

    /// @return whether two answers are more than half of the larger apart: a fall to under a half, a rise to over double
    function jumped(uint256 a, uint256 b) private pure returns (bool) {
        (uint256 larger, uint256 smaller) = a > b ? (a, b) : (b, a);
        return 2 * (larger - smaller) > larger;
    }
}
